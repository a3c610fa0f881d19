package ai.ominigate.staff.identity;

import ai.ominigate.model.staff.ProviderSignIn;
import ai.ominigate.model.staff.Role;
import ai.ominigate.model.staff.SignedIn;
import ai.ominigate.platform.Transaction;
import ai.ominigate.platform.UuidV7;
import ai.ominigate.rest.Refused;
import ai.ominigate.staff.audit.Act;
import ai.ominigate.staff.audit.AuditLog;
import ai.ominigate.staff.rights.Actor;
import ai.ominigate.staff.rights.Rights;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import io.micronaut.http.HttpStatus;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Signing in at the organisation's OpenID provider, which says who somebody is and what their roles are: somebody new is
 * a member with the first sign-in, and roles follow the provider with each. Blocks.
 */
@Singleton
final class ProviderSignIns {
    /** How long ago somebody may have shown the provider who they are, for it to count as a step-up. */
    private static final Duration FRESH = Session.STEPPED_UP;

    private final DataSource dataSource;
    private final Provider provider;
    private final Members members;
    private final Sessions sessions;
    private final NetworkTries networks;
    private final AuditLog audit;
    private final InstantSource clock;

    ProviderSignIns(
            DataSource dataSource,
            Provider provider,
            Members members,
            Sessions sessions,
            NetworkTries networks,
            AuditLog audit,
            InstantSource clock) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.provider = provider;
        this.members = members;
        this.sessions = sessions;
        this.networks = networks;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * Signs somebody in.
     *
     * @param address from where, 4 or 16 bytes
     * @param request the request's name, for the audit log
     */
    SignedIn signIn(ProviderSignIn wish, byte[] address, String request) throws SQLException {
        Provider.Person person = person(wish, address);
        checkRoles(person.roles());
        return Transaction.run(dataSource, transaction -> {
            StaffMember member = member(transaction, person, request);
            audit.append(transaction, act(member, "session.open", Map.of("by", "provider"), request));
            return sessions.open(transaction, member);
        });
    }

    /** Somebody who is signed in has shown the provider once more, and just now, who they are. */
    void stepUp(Actor.Member me, ProviderSignIn wish, byte[] address, String request) throws SQLException {
        Provider.Person person = person(wish, address);
        Instant authenticatedAt = person.authenticatedAt();
        if (authenticatedAt == null || authenticatedAt.plus(FRESH).isBefore(clock.instant())) {
            throw new Refused(
                    HttpStatus.BAD_REQUEST,
                    "not_fresh",
                    "The provider did not ask you again who you are. Send the browser there with max_age=0, or prompt=login.");
        }
        Transaction.run(dataSource, transaction -> {
            StaffMember member = find(transaction, person.subject());
            if (member == null || !member.id().equals(me.member())) {
                throw new Refused(
                        HttpStatus.BAD_REQUEST, "another_person", "Somebody else has signed in at the provider.");
            }
            sessions.stepUp(transaction, me.session());
            audit.append(transaction, act(member, "session.step-up", Map.of("by", "provider"), request));
            return member;
        });
    }

    private Provider.Person person(ProviderSignIn wish, byte[] address) {
        Duration wait = networks.wait(address);
        if (wait != null) {
            throw SignIns.tooManyTries(wait);
        }
        try {
            return provider.person(wish);
        } catch (Refused refused) {
            if (refused.status() == HttpStatus.UNAUTHORIZED) {
                networks.failed(address);
            }
            throw refused;
        }
    }

    private static void checkRoles(Set<Role> roles) {
        if (roles.isEmpty()) {
            throw Refused.forbidden(
                    "role_missing",
                    "Your organisation's provider names no role of yours here. Ask whoever runs it.",
                    Provider.A_ROLE);
        }
        if (!Rights.fitTogether(roles)) {
            throw Refused.forbidden(
                    "roles_conflict",
                    "Your organisation's provider gives you roles that one person may not have together: an administrator"
                            + " and an auditor have no other. Ask whoever runs it.",
                    Provider.A_ROLE);
        }
    }

    private StaffMember member(Connection transaction, Provider.Person person, String request) throws SQLException {
        StaffMember known = find(transaction, person.subject());
        if (known == null) {
            return join(transaction, person, request);
        }
        if (known.roles().equals(person.roles())) {
            return known;
        }
        StaffMember changed = members.giveRoles(transaction, known, person.roles());
        audit.append(
                transaction,
                act(
                        changed,
                        "staff.follow-provider",
                        Map.of(
                                "before",
                                known.roles().toString(),
                                "after",
                                changed.roles().toString()),
                        request));
        return changed;
    }

    private StaffMember join(Connection transaction, Provider.Person person, String request) throws SQLException {
        StaffMember member = members.join(
                transaction,
                new Members.Joining(
                        UuidV7.at(clock.instant()), person.email(), person.name(), person.roles(), null, null, 0));
        if (member == null) {
            throw new Refused(
                    HttpStatus.CONFLICT,
                    "email_taken",
                    "Somebody of the staff signs in with your e-mail address and a password. An administrator has to remove"
                            + " them before you can sign in at the provider.");
        }
        String sql = """
                UPDATE staff.member
                SET provider_subject = ?
                WHERE id = ?
                """;
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setString(1, person.subject());
            statement.setObject(2, member.id());
            statement.executeUpdate();
        }
        audit.append(
                transaction,
                act(member, "staff.join", Map.of("roles", member.roles().toString(), "by", "provider"), request));
        return member;
    }

    /**
     * The member of this subject; null if there was none.
     *
     * @throws Refused if they were removed: what the provider thinks of it is not asked
     */
    private static @Nullable StaffMember find(Connection transaction, String subject) throws SQLException {
        String sql = """
                SELECT id, email, name, roles, created_at, version, status
                FROM staff.member
                WHERE provider_subject = ?
                ORDER BY status, id DESC
                LIMIT 1
                """;
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setString(1, subject);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    return null;
                }
                if (!row.getString("status").equals("ACTIVE")) {
                    throw Refused.forbidden(
                            "member_removed",
                            "You were removed from the staff. An administrator can invite you again.",
                            Provider.A_ROLE);
                }
                return Members.member(row);
            }
        }
    }

    private static Act act(StaffMember member, String action, Map<String, String> details, String request) {
        return new Act(
                new Actor.Member(member.id(), new UUID(0, 0), member.roles()),
                action,
                Act.Outcome.DONE,
                member.subject(),
                null,
                request,
                details);
    }
}
