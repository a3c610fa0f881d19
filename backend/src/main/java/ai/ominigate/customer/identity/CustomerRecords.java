package ai.ominigate.customer.identity;

import static ai.ominigate.personal.PersonalTable.deleted;
import static ai.ominigate.personal.PersonalTable.goesWith;

import ai.ominigate.personal.PersonalRecords;
import ai.ominigate.personal.PersonalTable;
import jakarta.inject.Singleton;
import java.util.List;

/**
 * People who sign in to an account, where they are signed in, and who is on the way. Somebody who does not own the account
 * and asks about themselves alone is looked for by their own id in the place of the account's.
 */
@Singleton
final class CustomerRecords implements PersonalRecords {
    private static final String MEMBERS = "(SELECT id FROM customer.member WHERE account = :account OR id = :account)";

    @Override
    public String name() {
        return "customers";
    }

    @Override
    public List<PersonalTable> tables() {
        return List.of(
                PersonalTable.of(
                        "customer.sign_up",
                        "account/sign-ups",
                        "id, email, language, created_at, expires_at",
                        "email = ANY (:addresses)",
                        deleted()),
                PersonalTable.of(
                        "customer.invitation",
                        "account/invitations",
                        "id, account, email, role, created_at, expires_at, ended_at",
                        "account = :account OR email = ANY (:addresses)",
                        deleted()),
                PersonalTable.of(
                        "customer.link",
                        "account/links",
                        "kind, account, member, created_at, expires_at, used_at",
                        "account = :account OR member = :account",
                        deleted()),
                PersonalTable.of(
                        "customer.session",
                        "account/sessions",
                        "id, member, device, created_at, last_used_at, expires_at, ended_at",
                        "member IN " + MEMBERS,
                        goesWith("customer.member")),
                PersonalTable.of(
                        "customer.email_change",
                        "account/address-changes",
                        "id, member, before, after, asked_at, confirmed_at_old, confirmed_at_new, done_at, reverted_at",
                        "member IN " + MEMBERS,
                        goesWith("customer.member")),
                PersonalTable.of(
                        "customer.member",
                        "account/members",
                        "id, account, email, role, language, name, company, country, time_zone, created_at",
                        "account = :account OR id = :account",
                        deleted()));
    }
}
