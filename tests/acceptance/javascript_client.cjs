// What @azure/openai-assistants, installed in the folder given first, makes of the answers of the endpoint given second:
// makes the calls on the standard input, and writes a line of JSON for each. A date is written as {"date": milliseconds},
// which are null for a date that is none.
const { createRequire } = require("node:module");
const { AssistantsClient, AzureKeyCredential } = createRequire(`${process.argv[2]}/`)("@azure/openai-assistants");

const client = new AssistantsClient(process.argv[3], new AzureKeyCredential("none"), {
  allowInsecureConnection: true,
  retryOptions: { maxRetries: 0 },
});

const CALLS = {
  getRun: (thread) => client.getRun(thread, "run"),
  listRuns: (thread) => client.listRuns(thread),
  getRunStep: (thread) => client.getRunStep(thread, "run", "step"),
  listRunSteps: (thread) => client.listRunSteps(thread, "run"),
};

function shown(value) {
  if (value instanceof Date) return { date: value.getTime() };
  if (Array.isArray(value)) return value.map(shown);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shown(inner)]));
}

async function answered(asked) {
  try {
    return { value: shown(await CALLS[asked.call](String(asked.thread))) };
  } catch (error) {
    return { error: `${error.name}: ${error.message}` };
  }
}

async function main() {
  const chunks = [];
  for await (const chunk of process.stdin) chunks.push(chunk);
  for (const asked of JSON.parse(Buffer.concat(chunks))) {
    console.log(JSON.stringify(await answered(asked)));
  }
}

main();
