# SPDX-License-Identifier: MIT
"""Access entries, and the tokens that rest on them."""

from __future__ import annotations

import base64
from typing import Any

import boto3
import pytest
from aws_account import Account, refused
from botocore.signers import RequestSigner

ADMIN = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy"
VIEW = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy"


def eks_token(
    keys: dict[str, Any], cluster: str, region: str = "us-west-2", header: str = "x-k8s-aws-id", expires: int = 60
) -> str:
    """The token as aws-cli makes it."""
    names = {name: keys[name] for name in ("aws_access_key_id", "aws_secret_access_key")}
    session = boto3.session.Session(region_name=region, aws_session_token=keys.get("aws_session_token"), **names)
    client = session.client("sts")
    signer = RequestSigner(
        client.meta.service_model.service_id, region, "sts", "v4", session.get_credentials(), session.events
    )
    url = signer.generate_presigned_url(
        {
            "method": "GET", "url": f"https://sts.{region}.amazonaws.com/?Action=GetCallerIdentity&Version=2011-06-15",
            "body": {}, "headers": {header: cluster}, "context": {},
        },
        region_name=region, expires_in=expires, operation_name="",
    )  # fmt: skip
    return "k8s-aws-v1." + base64.urlsafe_b64encode(url.encode()).decode().rstrip("=")


@pytest.fixture
def keys(account: Account) -> dict[str, str]:
    description = account.description
    return {
        "aws_access_key_id": description["access_key_id"], "aws_secret_access_key": description["secret_access_key"],
    }  # fmt: skip


def _who(account: Account, cluster: dict[str, Any], token: str) -> Any:
    return account.sandbox.aws.who_signed(account.name_of(cluster), token)


def test_the_creator_is_admitted(account: Account, cluster: dict[str, Any], keys: dict[str, str]) -> None:
    arn, groups = _who(account, cluster, eks_token(keys, "demo"))
    assert arn.endswith(":user/sandbox-administrator") and "system:masters" in groups


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"cluster": "other"}, "does not recompute"), ({"region": "eu-west-1"}, "unexpected endpoint"),
        ({"header": "x-something"}, "did not sign"), ({"expires": 3600}, "X-Amz-Expires"),
        ({"keys": {"aws_secret_access_key": "wrong"}}, "does not recompute"),
        ({"keys": {"aws_access_key_id": "AKIAIOSFODNN7EXAMPLE"}}, "not known"),
    ],
)  # fmt: skip
def test_a_wrong_token_is_refused(
    account: Account, cluster: dict[str, Any], keys: dict[str, str], changed: dict[str, Any], reason: str
) -> None:
    asked = {"cluster": "demo"} | changed | {"keys": keys | changed.get("keys", {})}
    assert reason in _who(account, cluster, eks_token(**asked))


def test_a_token_that_was_altered_is_refused(account: Account, cluster: dict[str, Any], keys: dict[str, str]) -> None:
    token = eks_token(keys, "demo")
    text = token.removeprefix("k8s-aws-v1.")
    url = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode()

    def packed(changed: str) -> str:
        return "k8s-aws-v1." + base64.urlsafe_b64encode(changed.encode()).decode().rstrip("=")

    assert isinstance(_who(account, cluster, packed(url)), tuple)
    assert "does not recompute" in _who(account, cluster, packed(url.replace("X-Amz-Expires=60", "X-Amz-Expires=61")))
    assert "unexpected query" in _who(account, cluster, packed(url + "&X=1"))
    assert "unexpected query" in _who(account, cluster, packed(url.replace("GetCallerIdentity", "GetSessionToken")))
    assert "unexpected endpoint" in _who(account, cluster, packed(url.replace("https://sts", "https://evil.sts")))
    assert "prefix" in _who(account, cluster, text)
    assert "padded" in _who(account, cluster, token + "=")


def test_a_token_is_good_for_fifteen_minutes(account: Account, cluster: dict[str, Any], keys: dict[str, str]) -> None:
    token = eks_token(keys, "demo")
    account.control("POST", "/clock", {"advance": 14 * 60 + 30})
    assert isinstance(_who(account, cluster, token), tuple)
    account.control("POST", "/clock", {"advance": 60})
    assert "expired" in _who(account, cluster, token)


def test_entries_decide_who_gets_in(account: Account, cluster: dict[str, Any]) -> None:
    eks, iam = account.client("eks"), account.client("iam")
    arn = iam.create_user(UserName="ada")["User"]["Arn"]
    made = iam.create_access_key(UserName="ada")["AccessKey"]
    token = eks_token(
        {"aws_access_key_id": made["AccessKeyId"], "aws_secret_access_key": made["SecretAccessKey"]}, "demo"
    )
    names = {"clusterName": "demo", "principalArn": arn}
    assert _who(account, cluster, token) == f"no access entry for {arn}"
    entry = eks.create_access_entry(kubernetesGroups=["readers"], clientRequestToken="t", **names)["accessEntry"]
    assert (entry["type"], entry["username"]) == ("STANDARD", arn)
    eks.create_access_entry(kubernetesGroups=["readers"], clientRequestToken="t", **names)
    refused("ResourceInUseException", lambda: eks.create_access_entry(**names))
    assert _who(account, cluster, token) == (arn, ["readers"])
    eks.associate_access_policy(policyArn=VIEW, accessScope={"type": "cluster"}, **names)
    assert _who(account, cluster, token) == (arn, ["readers", VIEW])
    assert [one["policyArn"] for one in eks.list_associated_access_policies(**names)["associatedAccessPolicies"]] == [
        VIEW
    ]
    eks.disassociate_access_policy(policyArn=VIEW, **names)
    eks.update_access_entry(kubernetesGroups=["writers"], **names)
    assert _who(account, cluster, token) == (arn, ["writers"])
    eks.delete_access_entry(**names)
    refused("ResourceNotFoundException", lambda: eks.describe_access_entry(**names), 404)


def test_what_an_entry_may_not_be(account: Account, cluster: dict[str, Any]) -> None:
    eks = account.client("eks")
    arn = account.role("someone", "ec2.amazonaws.com")

    def wrong(**asked: Any) -> Any:
        return eks.create_access_entry(clusterName="demo", **asked)

    refused("InvalidParameterException", lambda: wrong(principalArn="arn:aws:sts::123456789012:assumed-role/x/y"))
    refused("InvalidParameterException", lambda: wrong(principalArn=arn, kubernetesGroups=["system:masters"]))
    eks.create_access_entry(clusterName="demo", principalArn=arn)
    policy = {"clusterName": "demo", "principalArn": arn, "policyArn": VIEW + "x", "accessScope": {"type": "cluster"}}
    refused("InvalidParameterException", lambda: eks.associate_access_policy(**policy))


def test_eks_makes_the_entry_of_the_node_role(account: Account, cluster: dict[str, Any]) -> None:
    eks, role = account.client("eks"), cluster["roles"]["node"]
    assert role not in eks.list_access_entries(clusterName="demo")["accessEntries"]
    account.make_group(cluster, "g")
    entry = eks.describe_access_entry(clusterName="demo", principalArn=role)["accessEntry"]
    assert (entry["type"], entry["kubernetesGroups"]) == ("EC2_LINUX", ["system:nodes"])


def test_the_creator_may_decline(account: Account) -> None:
    account.make_cluster(
        "demo", accessConfig={"authenticationMode": "API", "bootstrapClusterCreatorAdminPermissions": False}
    )
    assert account.client("eks").list_access_entries(clusterName="demo")["accessEntries"] == []


def test_entries_need_the_api_mode(account: Account) -> None:
    account.make_cluster("demo", accessConfig={"authenticationMode": "CONFIG_MAP"})
    refused("InvalidRequestException", lambda: account.client("eks").list_access_entries(clusterName="demo"))
