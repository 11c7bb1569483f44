"""What a suite of tests comes to: which test and fixture has which cassette, what is told of them, what fails them."""
