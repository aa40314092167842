"""`python -m sla_plugin` is `sla`."""

from sla_plugin.cli import main

if __name__ == "__main__":
    main()
