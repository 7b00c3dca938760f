"""`python -m keyquestions`."""

from keyquestions.cli import main

if __name__ == "__main__":
    main()
