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

    /** An owner asks for the account, and gets to see of its members themselves alone. */
    private static final String THEMSELVES =
            "(SELECT id FROM customer.member WHERE id = :account OR email = ANY (:addresses))";

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
                                deleted())
                        .shownWhere("email = ANY (:addresses)"),
                PersonalTable.of(
                                "customer.link",
                                "account/links",
                                "kind, account, member, created_at, expires_at, used_at",
                                "account = :account OR member = :account",
                                deleted())
                        .shownWhere("member IS NULL OR member IN " + THEMSELVES),
                PersonalTable.of(
                                "customer.session",
                                "account/sessions",
                                "id, member, device, created_at, last_used_at, expires_at, ended_at",
                                "member IN " + MEMBERS,
                                goesWith("customer.member"))
                        .shownWhere("member IN " + THEMSELVES),
                PersonalTable.of(
                                "customer.email_change",
                                "account/address-changes",
                                "id, member, before, after, asked_at, confirmed_at_old, confirmed_at_new, done_at, reverted_at",
                                "member IN " + MEMBERS,
                                goesWith("customer.member"))
                        .shownWhere("member IN " + THEMSELVES),
                PersonalTable.of(
                                "customer.member",
                                "account/members",
                                "id, account, email, role, language, name, company, country, time_zone, created_at",
                                "account = :account OR id = :account",
                                deleted())
                        .shownWhere("id IN " + THEMSELVES));
    }
}
