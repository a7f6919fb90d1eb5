import argparse

from django.core.management import execute_from_command_line


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Everything is Django's."""
    parser.add_argument("arguments", nargs=argparse.REMAINDER, metavar="COMMAND ...", help="for example: shell")


def run(options: argparse.Namespace) -> int:
    """Pass it on."""
    execute_from_command_line(["earful manage", *options.arguments])
    return 0
