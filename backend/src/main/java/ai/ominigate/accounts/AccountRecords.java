package ai.ominigate.accounts;

import static ai.ominigate.personal.PersonalTable.deleted;
import static ai.ominigate.personal.PersonalTable.unlinkedBy;

import ai.ominigate.personal.PersonalRecords;
import ai.ominigate.personal.PersonalTable;
import jakarta.inject.Singleton;
import java.util.List;

/** What accounts know of their owners. Everything else finds a person by it, so it is erased last. */
@Singleton
final class AccountRecords implements PersonalRecords {

    @Override
    public String name() {
        return "accounts";
    }

    @Override
    public List<PersonalTable> tables() {
        return List.of(
                PersonalTable.of(
                        "accounts.api_key",
                        "keys/keys",
                        "id, account_id, hint, name, expires_at, models, networks, spend_per_day, spend_per_month, "
                                + "spend_total, requests_per_minute, tokens_per_minute, concurrency, scope, created_at, revoked_at",
                        "account_id = :account",
                        deleted()),
                PersonalTable.of(
                        "accounts.changed_field",
                        "account/history",
                        "account, changed_at, field, before, after, because_of",
                        "account = :account",
                        deleted()),
                PersonalTable.of(
                        "accounts.account",
                        "account/profile",
                        "id, name, status, created_at, email, stripe_customer, closing_since",
                        "id = :account AND erased_at IS NULL",
                        unlinkedBy("""
                                UPDATE accounts.account
                                SET name = 'erased', email = NULL, stripe_customer = NULL, status = 'CLOSED',
                                    erased_at = clock_timestamp()
                                WHERE id = :account AND erased_at IS NULL
                                """)));
    }
}
