package ai.ominigate.privacy.policy;

import static ai.ominigate.personal.PersonalTable.deleted;

import ai.ominigate.personal.PersonalRecords;
import ai.ominigate.personal.PersonalTable;
import jakarta.inject.Singleton;
import java.util.List;

/** Which versions of the policy a person was told of, and has accepted. */
@Singleton
final class PolicyRecords implements PersonalRecords {

    @Override
    public String name() {
        return "policy";
    }

    @Override
    public List<PersonalTable> tables() {
        return List.of(
                PersonalTable.of(
                        "policy.acceptance",
                        "privacy/policy-acceptance",
                        "account, number, first_use_at",
                        "account = :account",
                        deleted()),
                PersonalTable.of(
                        "policy.notice",
                        "privacy/policy-notices",
                        "number, account, letter, outcome",
                        "account = :account",
                        deleted()));
    }
}
