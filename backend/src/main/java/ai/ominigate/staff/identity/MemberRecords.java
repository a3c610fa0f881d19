package ai.ominigate.staff.identity;

import static ai.ominigate.personal.PersonalTable.kept;

import ai.ominigate.personal.PersonalRecords;
import ai.ominigate.personal.PersonalTable;
import jakarta.inject.Singleton;
import java.util.List;

/** What is known of whoever works here, found by their e-mail address, should a customer be a colleague too. */
@Singleton
final class MemberRecords implements PersonalRecords {
    private static final String WORKS_HERE =
            "This is about work for us, and ends with it: an account that goes changes nothing of it.";

    @Override
    public String name() {
        return "staff";
    }

    @Override
    public List<PersonalTable> tables() {
        return List.of(
                PersonalTable.of(
                        "staff.member",
                        "staff/member",
                        "id, email, name, roles, status, created_at, last_sign_in_at, provider_subject",
                        "lower(email) = ANY (:addresses)",
                        kept(WORKS_HERE, "email", "name", "provider_subject")),
                PersonalTable.of(
                        "staff.role_held",
                        "staff/roles",
                        "member, role, since",
                        "member IN (SELECT id FROM staff.member WHERE lower(email) = ANY (:addresses))",
                        kept(WORKS_HERE)),
                PersonalTable.of(
                        "staff.access_review",
                        "staff/access-reviews",
                        "member, kept, taken, reason, reviewed_at",
                        "member IN (SELECT id FROM staff.member WHERE lower(email) = ANY (:addresses))",
                        kept(WORKS_HERE)),
                PersonalTable.of(
                        "staff.invitation",
                        "staff/invitations",
                        "id, email, name, roles, created_at, expires_at, ended_at",
                        "lower(email) = ANY (:addresses)",
                        kept(WORKS_HERE, "email", "name")),
                PersonalTable.of(
                        "staff.session",
                        "staff/sessions",
                        "id, member, created_at, last_used_at, expires_at, ended_at",
                        "member IN (SELECT id FROM staff.member WHERE lower(email) = ANY (:addresses))",
                        kept(WORKS_HERE)));
    }
}
