package ai.ominigate.staff.identity;

import ai.ominigate.credential.Door;
import ai.ominigate.credential.NetworkTries;
import ai.ominigate.credential.Waits;
import ai.ominigate.model.staff.ProviderSignIn;
import ai.ominigate.model.staff.Role;
import ai.ominigate.model.staff.SignedIn;
import ai.ominigate.platform.Transaction;
import ai.ominigate.platform.UuidV7;
import ai.ominigate.rest.Refused;
import ai.ominigate.staff.audit.Act;
import ai.ominigate.staff.audit.AuditLog;
import ai.ominigate.staff.audit.CountedRefusals;
import ai.ominigate.staff.rights.Actor;
import ai.ominigate.staff.rights.Rights;
import io.micronaut.context.event.ApplicationEventPublisher;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signing in at the organisation's OpenID provider, which says who somebody is and what their roles are: somebody new is
 * a member with the first sign-in, and roles follow the provider with each. Blocks.
 */
@Singleton
final class ProviderSignIns {
    /** How long ago somebody may have shown the provider who they are, for it to count as a step-up. */
    private static final Duration FRESH = Session.STEPPED_UP;

    /** What a provider refuses has no name here. */
    private static final long NOBODY = 0;

    private static final Logger LOG = LoggerFactory.getLogger(ProviderSignIns.class);

    private final DataSource dataSource;
    private final Provider provider;
    private final Members members;
    private final Sessions sessions;
    private final Invitations invitations;
    private final NetworkTries networks;
    private final CountedRefusals refusals;
    private final ApplicationEventPublisher<SignInTried> tries;
    private final RosterWatch watch;
    private final AuditLog audit;
    private final InstantSource clock;

    ProviderSignIns(
            DataSource dataSource,
            Provider provider,
            Members members,
            Sessions sessions,
            Invitations invitations,
            NetworkTries networks,
            CountedRefusals refusals,
            ApplicationEventPublisher<SignInTried> tries,
            RosterWatch watch,
            AuditLog audit,
            InstantSource clock) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.provider = provider;
        this.members = members;
        this.sessions = sessions;
        this.invitations = invitations;
        this.networks = networks;
        this.refusals = refusals;
        this.tries = tries;
        this.watch = watch;
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
        Attempt attempt = new Attempt(new Actor.Unidentified(), "session.open", null, request);
        Provider.Person person = person(wish, address, attempt);
        Standing standing = Transaction.run(dataSource, transaction -> standing(transaction, person, attempt));
        StaffMember member = standing.orRefuse();
        SignedIn opened = Transaction.run(dataSource, transaction -> {
            audit.append(transaction, act(member, attempt.action(), Map.of("by", "provider"), request));
            return sessions.open(transaction, member);
        });
        tries.publishEvent(new SignInTried(
                clock.instant(), address, member.id(), member.id().getLeastSignificantBits(), true));
        return opened;
    }

    /** Somebody who is signed in has shown the provider once more, and just now, who they are. */
    void stepUp(Actor.Member me, ProviderSignIn wish, byte[] address, String request) throws SQLException {
        Attempt attempt = new Attempt(me, "session.step-up", StaffMember.subject(me.member()), request);
        Provider.Person person = person(wish, address, attempt);
        Standing standing = Transaction.run(dataSource, transaction -> {
            Known known = find(transaction, person.subject());
            return known != null && known.member().id().equals(me.member())
                    ? standing(transaction, person, attempt)
                    : outsider(
                            transaction,
                            attempt,
                            new Refused(
                                    HttpStatus.BAD_REQUEST,
                                    "another_person",
                                    "Somebody else has signed in at the provider."));
        });
        StaffMember member = standing.orRefuse();
        Instant authenticatedAt = person.authenticatedAt();
        if (authenticatedAt == null || authenticatedAt.plus(FRESH).isBefore(clock.instant())) {
            Refused stale = new Refused(
                    HttpStatus.BAD_REQUEST,
                    "not_fresh",
                    "The provider did not ask you again who you are. Send the browser there with max_age=0, or prompt=login.");
            audit.append(attempt.refused(stale));
            throw stale;
        }
        Transaction.run(dataSource, transaction -> {
            sessions.stepUp(transaction, me.session());
            audit.append(transaction, act(member, attempt.action(), Map.of("by", "provider"), request));
            return member;
        });
    }

    /**
     * What somebody tries, for the audit log.
     *
     * @param subject the member that it is about; null where none is known yet
     */
    private record Attempt(
            Actor by, String action, @Nullable String subject, String request) {
        Attempt about(StaffMember member) {
            return new Attempt(by, action, member.subject(), request);
        }

        Act refused(Refused why) {
            return new Act(
                    by,
                    action,
                    Act.Outcome.REFUSED,
                    subject,
                    null,
                    request,
                    Map.of("by", "provider", "why", why.code()));
        }
    }

    private Provider.Person person(ProviderSignIn wish, byte[] address, Attempt attempt) throws SQLException {
        Duration wait = networks.wait(Door.SIGN_IN, address);
        if (wait != null) {
            Refused refused = Waits.refusal(wait);
            refusals.note(attempt.refused(refused), NetworkTries.network(address));
            throw refused;
        }
        try {
            return provider.person(wish);
        } catch (Refused refused) {
            if (refused.status() == HttpStatus.UNAUTHORIZED) {
                networks.failed(Door.SIGN_IN, address);
                audit.append(attempt.refused(refused));
                tries.publishEvent(new SignInTried(clock.instant(), address, null, NOBODY, false));
            } else if (refused.status() == HttpStatus.FORBIDDEN) {
                audit.append(attempt.refused(refused));
            }
            throw refused;
        }
    }

    /** What somebody is here, by what the provider says of them. It is stored before anybody is refused. */
    private sealed interface Standing {
        StaffMember orRefuse();

        /** They work here, with these roles. */
        record Staff(StaffMember member) implements Standing {
            @Override
            public StaffMember orRefuse() {
                return member;
            }
        }

        /** They may not come in. */
        record Outsider(Refused why) implements Standing {
            @Override
            public StaffMember orRefuse() {
                throw why;
            }
        }
    }

    private Standing standing(Connection transaction, Provider.Person person, Attempt attempt) throws SQLException {
        Known known = find(transaction, person.subject());
        if (known != null && !known.active()) {
            return outsider(transaction, attempt.about(known.member()), removed());
        }
        Refused why = withoutPlace(person.roles());
        if (why == null) {
            return known == null
                    ? join(transaction, person, attempt)
                    : new Standing.Staff(follow(transaction, known.member(), person.roles(), attempt.request()));
        }
        if (known == null) {
            return outsider(transaction, attempt, why);
        }
        follow(transaction, known.member(), Set.of(), attempt.request());
        signOut(transaction, known.member(), why, attempt.request());
        return outsider(transaction, attempt.about(known.member()), why);
    }

    private Standing outsider(Connection transaction, Attempt attempt, Refused why) throws SQLException {
        audit.append(transaction, attempt.refused(why));
        return new Standing.Outsider(why);
    }

    /** Why nobody with these roles can be here; null if they can. */
    private static @Nullable Refused withoutPlace(Set<Role> roles) {
        if (roles.isEmpty()) {
            return Refused.forbidden(
                    "role_missing",
                    "Your organisation's provider names no role of yours here. Ask whoever runs it.",
                    Provider.A_ROLE);
        }
        if (!Rights.fitTogether(roles)) {
            return Refused.forbidden(
                    "roles_conflict",
                    "Your organisation's provider gives you roles that one person may not have together: an administrator"
                            + " and an auditor have no other. Ask whoever runs it.",
                    Provider.A_ROLE);
        }
        return null;
    }

    private static Refused removed() {
        return Refused.forbidden(
                "member_removed",
                "You were removed from the staff. An administrator can invite you again.",
                Provider.A_ROLE);
    }

    /** Nothing that they were signed in to stays open. */
    private void signOut(Connection transaction, StaffMember member, Refused why, String request) throws SQLException {
        int ended = sessions.endAll(transaction, member.id(), null);
        if (ended > 0) {
            audit.append(
                    transaction,
                    new Act(
                            new Actor.Automatic(),
                            "session.close",
                            Act.Outcome.DONE,
                            member.subject(),
                            null,
                            request,
                            Map.of("sessions", "" + ended, "why", why.code())));
        }
    }

    /** Of somebody who may not invite any more: nobody comes in by a token that they handed over. */
    private void withdrawInvitations(Connection transaction, StaffMember inviter, String request) throws SQLException {
        for (UUID invitation : invitations.withdrawAllBy(transaction, inviter.id())) {
            watch.invitationChanged(transaction, invitation, null);
            audit.append(
                    transaction,
                    new Act(
                            new Actor.Automatic(),
                            "invitation.withdraw",
                            Act.Outcome.DONE,
                            "invitation:" + invitation,
                            null,
                            request,
                            Map.of("inviter", inviter.subject())));
        }
    }

    private StaffMember follow(Connection transaction, StaffMember known, Set<Role> roles, String request)
            throws SQLException {
        if (known.roles().equals(roles)) {
            return known;
        }
        StaffMember changed = members.giveRoles(transaction, known, roles);
        watch.changed(transaction, changed.id(), changed.version());
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
        if (known.roles().contains(Role.ADMIN) && !roles.contains(Role.ADMIN)) {
            withdrawInvitations(transaction, changed, request);
            warnWithoutAdministrator(transaction, changed, request);
        }
        return changed;
    }

    /**
     * The provider says who is an administrator, also of the last one: keeping a right that was taken away would be worse
     * than to have nobody who manages the staff, for which the operator has a remedy.
     */
    private void warnWithoutAdministrator(Connection transaction, StaffMember last, String request)
            throws SQLException {
        if (members.lockAdministrators(transaction) > 0) {
            return;
        }
        audit.append(
                transaction,
                new Act(
                        new Actor.Automatic(),
                        "staff.miss-administrator",
                        Act.Outcome.DONE,
                        last.subject(),
                        null,
                        request,
                        Map.of()));
        LOG.error(
                "There is no administrator any more: the provider does not say so of the last one. Have it give somebody the"
                        + " role, or let somebody in with the command 'staff setup-token'.");
    }

    private Standing join(Connection transaction, Provider.Person person, Attempt attempt) throws SQLException {
        StaffMember member = members.join(
                transaction,
                new Members.Joining(
                        UuidV7.at(clock.instant()), person.email(), person.name(), person.roles(), null, null, 0));
        if (member == null) {
            return outsider(
                    transaction,
                    attempt,
                    new Refused(
                            HttpStatus.CONFLICT,
                            "email_taken",
                            "Somebody of the staff signs in with your e-mail address and a password. An administrator has to"
                                    + " remove them before you can sign in at the provider."));
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
                act(
                        member,
                        "staff.join",
                        Map.of("roles", member.roles().toString(), "by", "provider"),
                        attempt.request()));
        watch.changed(transaction, member.id(), member.version());
        return new Standing.Staff(member);
    }

    /**
     * Whoever has signed in at the provider before.
     *
     * @param active false if they were removed: what the provider thinks of it is not asked
     */
    private record Known(StaffMember member, boolean active) {}

    /** Whoever has this subject; null if nobody has. */
    private static @Nullable Known find(Connection transaction, String subject) throws SQLException {
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
                return new Known(Members.member(row), row.getString("status").equals("ACTIVE"));
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
