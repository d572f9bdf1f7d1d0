"""`python -m pipeline.cli`, the same as `callqa`."""

from pipeline.cli.app import main

if __name__ == "__main__":
    main()
