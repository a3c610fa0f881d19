package ai.ominigate.privacy.subprocessor;

import ai.ominigate.model.approval.ProposedChange;
import ai.ominigate.model.subprocessor.ListedSubprocessor;
import ai.ominigate.model.subprocessor.SubprocessorChange;
import ai.ominigate.model.subprocessor.SubprocessorDifference;
import ai.ominigate.model.subprocessor.SubprocessorState;
import ai.ominigate.privacy.subprocessor.ListTable.Published;
import ai.ominigate.rest.Refused;
import ai.ominigate.staff.audit.Act;
import ai.ominigate.staff.audit.AuditLog;
import ai.ominigate.staff.live.LiveNews;
import ai.ominigate.staff.live.News;
import ai.ominigate.staff.rights.Capability;
import io.micronaut.http.HttpStatus;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Publishes the list as it is: from then on it stays so, everybody is told if something in it is new, and whoever is new in
 * it is used from its day on.
 */
@Singleton
final class ListPublication implements SubprocessorAction<ListPublication.Wish> {
    /** People are told of a new subprocessor at least so long ahead. */
    static final Duration NOTICE = Duration.ofDays(30);

    private final Lists lists;
    private final Registrar registrar;
    private final AuditLog audit;
    private final LiveNews news;
    private final InstantSource clock;

    ListPublication(Lists lists, Registrar registrar, AuditLog audit, LiveNews news, InstantSource clock) {
        this.lists = lists;
        this.registrar = registrar;
        this.audit = audit;
        this.news = news;
        this.clock = clock;
    }

    /**
     * What to do.
     *
     * @param version of the draft that whoever proposes it saw
     */
    record Wish(long version, Instant effectiveAt, String summary) {}

    @Override
    public String kind() {
        return "subprocessors.publish";
    }

    @Override
    public Class<Wish> payload() {
        return Wish.class;
    }

    /**
     * What a list would have that the one before it has not.
     *
     * @throws Refused if it cannot be published so
     */
    SubprocessorDifference requirePublishable(Connection transaction, Instant effectiveAt) throws SQLException {
        for (Company company : CompanyTable.all(transaction)) {
            if (company.isListed() && !company.missing().isEmpty()) {
                throw new Refused(
                        HttpStatus.CONFLICT,
                        "facts_missing",
                        "%s cannot be published as it is: %s"
                                .formatted(company.facts().name(), String.join(" ", company.missing())));
            }
        }
        Published newest = ListTable.newest(transaction);
        SubprocessorDifference difference =
                lists.difference(newest, number(newest), Lists.draft(transaction, effectiveAt));
        if (difference.changes().isEmpty()) {
            throw new Refused(
                    HttpStatus.CONFLICT,
                    "nothing_new",
                    newest == null
                            ? "There is no subprocessor to publish: approve one first."
                            : "The list is what was published already.");
        }
        // Whatever is used already when there is the first list is told without a delay.
        Instant earliest =
                newest != null && isTold(difference) ? clock.instant().plus(NOTICE) : Instant.MIN;
        if (effectiveAt.isBefore(earliest)) {
            throw new Refused(
                    HttpStatus.CONFLICT,
                    "too_soon",
                    "What is new is told %d days ahead: it can be used from %s on."
                            .formatted(NOTICE.toDays(), earliest.truncatedTo(ChronoUnit.SECONDS)));
        }
        return difference;
    }

    /** Whether something of it concerns those who are told. */
    static boolean isTold(SubprocessorDifference difference) {
        return difference.changes().stream().anyMatch(change -> change.kind() != SubprocessorChange.Kind.REMOVED);
    }

    private static @Nullable String listed(@Nullable ListedSubprocessor company) {
        return company == null ? null : "%s: %s".formatted(company.name(), String.join(", ", company.countries()));
    }

    private static int number(@Nullable Published newest) {
        return newest == null ? 1 : newest.number() + 1;
    }

    @Override
    public List<ProposedChange> changes(Connection connection, Wish wish) throws SQLException {
        Published newest = ListTable.newest(connection);
        List<ProposedChange> changes = new ArrayList<>();
        changes.add(ProposedChange.of("list", newest == null ? null : newest.number(), number(newest)));
        for (SubprocessorChange each : lists.difference(
                        newest, number(newest), Lists.draft(connection, wish.effectiveAt()))
                .changes()) {
            changes.add(ProposedChange.of("company", listed(each.before()), listed(each.after())));
        }
        return changes;
    }

    @Override
    public void execute(Connection transaction, Wish wish, Consent consent) throws SQLException {
        if (CompanyTable.lockRegistry(transaction) != wish.version()) {
            throw new Refused(
                    HttpStatus.CONFLICT,
                    "subprocessor_changed",
                    "A subprocessor was changed after this was proposed. Read the draft again, and propose it anew if it still fits.");
        }
        Instant effectiveAt = wish.effectiveAt().truncatedTo(ChronoUnit.MICROS);
        SubprocessorDifference difference = requirePublishable(transaction, effectiveAt);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        ListTable.insert(
                transaction,
                difference.to(),
                lists.write(Lists.draft(transaction, effectiveAt)),
                wish.summary(),
                now,
                effectiveAt,
                isTold(difference) ? null : now);
        announceNew(transaction, effectiveAt, consent);
        audit.append(
                transaction,
                new Act(
                        consent.approver(),
                        kind(),
                        Act.Outcome.DONE,
                        subject(difference.to()),
                        null,
                        consent.request(),
                        Map.of(
                                "approval",
                                "approval:" + consent.proposal(),
                                "effective",
                                effectiveAt.toString(),
                                "changes",
                                String.valueOf(difference.changes().size()))));
        news.tell(
                transaction,
                new News(
                        "subprocessors.published",
                        subject(difference.to()),
                        1L,
                        new News.Audience.Having(Capability.VIEW_POLICY)));
    }

    private void announceNew(Connection transaction, Instant effectiveAt, Consent consent) throws SQLException {
        for (Company company : CompanyTable.all(transaction)) {
            if (company.state() == SubprocessorState.APPROVED) {
                registrar.keep(
                        transaction,
                        company.with(SubprocessorState.ANNOUNCED, effectiveAt),
                        "announce",
                        consent.approver(),
                        consent.request(),
                        Map.of("from", effectiveAt.toString()));
            }
        }
    }

    static String subject(int number) {
        return "subprocessor-list:" + number;
    }
}
