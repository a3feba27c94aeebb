"""How a login comes about, word for word: a code for tokens, a renewal, a signed assertion."""

import pytest
from ann_at_gmail import ANN
from ann_logs_in import SCOPE, AnnLogsIn

from crmsync.connector import Unauthorized


def test_a_code_becomes_a_login_that_reads(logins: AnnLogsIn) -> None:
    code = logins.code()
    with logins.on_air():
        granted = logins.redeem(code)
        assert granted.scopes == {SCOPE}
        assert logins.gmail(granted.login).owner() == ANN


def test_a_code_that_was_used(logins: AnnLogsIn) -> None:
    code = logins.code()
    with logins.on_air():
        logins.redeem(code)
        with pytest.raises(Unauthorized, match="it was used, or is too old"):
            logins.redeem(code)


def test_a_service_account_that_may_act_for_ann(logins: AnnLogsIn) -> None:
    login = logins.service_account(SCOPE)
    with logins.on_air():
        assert logins.gmail(login).owner() == ANN


def test_a_service_account_without_delegation(logins: AnnLogsIn) -> None:
    login = logins.service_account()
    with logins.on_air(), pytest.raises(Unauthorized, match="lacks domain-wide delegation"):
        logins.gmail(login).owner()
