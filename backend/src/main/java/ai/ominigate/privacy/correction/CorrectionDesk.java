package ai.ominigate.privacy.correction;

import ai.ominigate.accounts.Accounts;
import ai.ominigate.accounts.OwnerFields;
import ai.ominigate.model.privacy.CorrectedField;
import ai.ominigate.model.privacy.CorrectionDetails;
import ai.ominigate.model.privacy.IdentityLevel;
import ai.ominigate.model.privacy.RequestState;
import ai.ominigate.model.privacy.RequestType;
import ai.ominigate.model.privacy.WriteCorrection;
import ai.ominigate.model.staff.Colleague;
import ai.ominigate.personal.Masked;
import ai.ominigate.privacy.request.Assignment;
import ai.ominigate.privacy.request.Blocker;
import ai.ominigate.privacy.request.RequestWork;
import ai.ominigate.privacy.request.RequestWork.Work;
import ai.ominigate.rest.Command;
import ai.ominigate.rest.Commands;
import ai.ominigate.rest.ExpectedVersion;
import ai.ominigate.rest.Refused;
import ai.ominigate.staff.identity.Colleagues;
import ai.ominigate.staff.rights.Actor;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import io.micronaut.http.HttpStatus;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** What the staff says that is to be corrected, and sees of it: masked, before and after. Blocks. */
@Singleton
final class CorrectionDesk {
    private static final String GONE = "(no longer here)";

    private final CorrectionFulfilment fulfilment;
    private final Corrections corrections;
    private final CorrectionTable table;
    private final RequestWork work;
    private final Commands commands;
    private final Colleagues colleagues;
    private final DataSource dataSource;

    CorrectionDesk(
            CorrectionFulfilment fulfilment,
            Corrections corrections,
            CorrectionTable table,
            RequestWork work,
            Commands commands,
            Colleagues colleagues,
            DataSource dataSource) {
        this.fulfilment = fulfilment;
        this.corrections = corrections;
        this.table = table;
        this.work = work;
        this.commands = commands;
        this.colleagues = colleagues;
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
    }

    CorrectionDetails look(UUID request, Actor me, @Nullable String requestId) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            Work found = work.find(connection, request, RequestType.CORRECTION);
            work.looked(connection, request, "look-at-correction", me, requestId);
            return details(connection, found, table.of(connection, request));
        }
    }

    /** What it would be, without writing it down. */
    CorrectionDetails preview(UUID request, WriteCorrection wish, Actor.Member me) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            Work found = work.find(connection, request, RequestType.CORRECTION);
            return details(connection, found, changes(connection, found.assignment(), wish, me));
        }
    }

    CorrectionDetails write(
            UUID request, ExpectedVersion version, WriteCorrection wish, Actor.Member me, Command command)
            throws SQLException {
        return commands.once(command, wish, CorrectionDetails.class, transaction -> {
            Work found = work.lock(transaction, request, RequestType.CORRECTION);
            version.check(details(transaction, found, table.of(transaction, request)));
            if (found.state() != RequestState.IN_PROGRESS) {
                throw new Refused(
                        HttpStatus.CONFLICT,
                        "request_state",
                        "This request is " + found.state()
                                + ". What is to be corrected is written down while somebody works on it, before it is"
                                + " prepared: so whoever agrees agrees to what was prepared.");
            }
            List<Correction> changes = changes(transaction, found.assignment(), wish, me);
            table.replace(transaction, request, changes);
            work.tell(
                    transaction, request, RequestWork.Event.CORRECTION_WRITTEN, me, wish.reason(), command.requestId());
            return details(transaction, work.find(transaction, request, RequestType.CORRECTION), changes);
        });
    }

    private List<Correction> changes(
            Connection connection, Assignment assignment, WriteCorrection wish, Actor.Member me) throws SQLException {
        UUID account = assignment.account();
        if (account == null || assignment.identity() == IdentityLevel.L0) {
            throw new Refused(
                    HttpStatus.CONFLICT,
                    "request_unidentified",
                    "Whoever asks has to show first that the account is theirs: else somebody could take it over.");
        }
        OwnerFields.Now now = corrections.now(connection, account);
        if (now == null) {
            throw new Refused(HttpStatus.CONFLICT, "account_closed", "The account is closed.");
        }
        List<Correction> changes = new ArrayList<>();
        for (WriteCorrection.Change each : wish.changes()) {
            changes.add(change(assignment, account, now, each, wish.evidence(), me));
        }
        return changes;
    }

    private Correction change(
            Assignment assignment,
            UUID account,
            OwnerFields.Now now,
            WriteCorrection.Change wish,
            String evidence,
            Actor.Member me) {
        String after = checked(wish);
        String before = CorrectionFulfilment.current(now, wish.field());
        if (after.equals(before)) {
            throw Refused.invalid("The field " + wish.field() + " is that already.");
        }
        // Two of us have made sure of who asks where the old mailbox is lost, so it cannot be asked.
        boolean oldNeeded =
                wish.field() == CorrectedField.EMAIL && before != null && assignment.identity() != IdentityLevel.L3;
        return new Correction(
                assignment.request(),
                wish.field(),
                account,
                before,
                after,
                evidence,
                me.member(),
                work.now(),
                oldNeeded,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    private static String checked(WriteCorrection.Change wish) {
        String after = wish.after().strip();
        try {
            switch (wish.field()) {
                case NAME -> Accounts.checkName(after);
                case EMAIL -> Accounts.checkEmail(after);
            }
        } catch (IllegalArgumentException e) {
            throw Refused.invalid("What " + wish.field() + " becomes cannot be: " + e.getMessage() + ".");
        }
        return after;
    }

    private CorrectionDetails details(Connection connection, Work found, List<Correction> changes) throws SQLException {
        Assignment assignment = found.assignment();
        Correction first = changes.isEmpty() ? null : changes.getFirst();
        Instant now = work.now();
        boolean open = found.state().isOpen();
        UUID account = assignment.account();
        List<Blocker> blockers =
                open && account != null ? fulfilment.blockers(connection, assignment, changes) : List.of();
        return new CorrectionDetails(
                found.version(),
                assignment.request().toString(),
                changes.stream().map(each -> shown(each, now)).toList(),
                first == null ? null : evidence(connection, first, changes),
                first == null ? null : colleague(connection, first.writtenBy()),
                first == null ? null : first.writtenAt(),
                changes.stream().anyMatch(each -> each.field() == CorrectedField.EMAIL),
                blockers.stream().map(Blocker::words).toList());
    }

    /** Words of somebody here, which may name the person. */
    private String evidence(Connection connection, Correction correction, List<Correction> changes)
            throws SQLException {
        OwnerFields.Now now = corrections.now(connection, correction.account());
        String words = Masked.text(correction.evidence(), now == null ? null : now.name());
        for (Correction each : changes) {
            if (each.field() == CorrectedField.NAME) {
                words = Masked.text(Masked.text(words, each.before()), each.after());
            }
        }
        return words;
    }

    private Colleague colleague(Connection connection, UUID member) throws SQLException {
        return colleagues
                .named(connection, Set.of(member))
                .getOrDefault(member, new Colleague(member.toString(), GONE));
    }

    private static CorrectionDetails.Change shown(Correction each, Instant now) {
        return new CorrectionDetails.Change(
                each.field(),
                each.state(now),
                each.before() == null ? null : masked(each.field(), each.before()),
                Objects.requireNonNull(masked(each.field(), each.after())),
                each.field() == CorrectedField.NAME
                        ? null
                        : new CorrectionDetails.Confirmation(
                                each.oldNeeded(), each.askedAt(), each.oldConfirmedAt(), each.newConfirmedAt()),
                each.appliedAt(),
                each.revertibleUntil(),
                each.revertedAt());
    }

    static String masked(CorrectedField field, String value) {
        return switch (field) {
            case NAME -> Masked.name(value);
            case EMAIL -> Masked.email(value);
        };
    }
}
