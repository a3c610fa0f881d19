package ai.ominigate.privacy.request;

import ai.ominigate.accounts.Customers;
import ai.ominigate.model.privacy.ExtensionGround;
import ai.ominigate.model.privacy.IdentityLevel;
import ai.ominigate.model.privacy.LegState;
import ai.ominigate.model.privacy.LinkKind;
import ai.ominigate.model.privacy.RefusalGround;
import ai.ominigate.model.privacy.RequestDetails;
import ai.ominigate.model.privacy.RequestEventKind;
import ai.ominigate.model.privacy.RequestState;
import ai.ominigate.model.privacy.RequestSummary;
import ai.ominigate.model.privacy.RequestType;
import ai.ominigate.model.staff.Colleague;
import ai.ominigate.personal.Masked;
import ai.ominigate.staff.identity.Colleagues;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Requests as the staff sees them, with personal data masked. Blocks. */
@Singleton
final class RequestView {
    private static final int TIMELINE = 200;
    private static final String GONE = "(no longer here)";

    private final Colleagues colleagues;
    private final Customers customers;
    private final RequestClock clock;
    private final Fulfilments fulfilments;

    RequestView(Colleagues colleagues, Customers customers, RequestClock clock, Fulfilments fulfilments) {
        this.colleagues = colleagues;
        this.customers = customers;
        this.clock = clock;
        this.fulfilments = fulfilments;
    }

    /** What other tables say of a request. */
    private record Beside(int linked, int failing, boolean held) {}

    RequestSummary summary(Connection connection, RequestFile file, Instant now) throws SQLException {
        return summaries(connection, List.of(file), now).getFirst();
    }

    List<RequestSummary> summaries(Connection connection, List<RequestFile> files, Instant now) throws SQLException {
        Map<UUID, Beside> beside = beside(connection, files);
        Map<UUID, Colleague> known = colleagues.named(
                connection,
                files.stream()
                        .map(RequestFile::assignee)
                        .filter(Objects::nonNull)
                        .collect(Collectors.toSet()));
        return files.stream()
                .map(file -> summary(file, Objects.requireNonNull(beside.get(file.id())), known, now))
                .toList();
    }

    private static Map<UUID, Beside> beside(Connection connection, List<RequestFile> files) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("""
                SELECT r.id,
                       (SELECT count(*) FROM privacy.request_link l WHERE l.request = r.id),
                       (SELECT count(*) FROM privacy.leg l WHERE l.request = r.id AND l.state = 'FAILED'),
                       EXISTS (SELECT FROM privacy.legal_hold h WHERE h.account = r.account AND h.lifted_at IS NULL)
                FROM privacy.request r
                WHERE r.id = ANY (?)
                """)) {
            query.setArray(
                    1,
                    connection.createArrayOf(
                            "uuid", files.stream().map(RequestFile::id).toArray()));
            Map<UUID, Beside> found = new HashMap<>();
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    found.put(
                            row.getObject(1, UUID.class), new Beside(row.getInt(2), row.getInt(3), row.getBoolean(4)));
                }
            }
            return found;
        }
    }

    private RequestSummary summary(RequestFile file, Beside beside, Map<UUID, Colleague> known, Instant now) {
        RequestFile.Clock days = file.clock();
        RequestFile.End end = file.end();
        UUID merged = end == null ? null : end.mergedInto();
        String refused = end == null ? null : end.refusedFor();
        return new RequestSummary(
                file.id().toString(),
                file.version(),
                file.reference(),
                file.type(),
                file.state(),
                file.channel(),
                file.sender() == null ? null : Masked.email(file.sender()),
                file.account() == null ? null : file.account().toString(),
                colleague(known, file.assignee()),
                file.identity(),
                days.regime(),
                clock.urgency(file, now),
                days.receivedAt(),
                days.acknowledgeBy(),
                days.target(),
                days.due(),
                days.answerBy(),
                days.extendedAt() != null,
                days.stoppedAt() != null,
                beside.held(),
                beside.linked(),
                beside.failing(),
                file.plan().proposed(),
                end == null ? null : end.at(),
                refused == null ? null : RefusalGround.valueOf(refused),
                merged == null ? null : merged.toString());
    }

    /** How words about this request are shown. */
    PlainText plainText(Connection connection, RequestFile file) throws SQLException {
        return new PlainText(file.account() == null ? null : customers.nameOf(connection, file.account()));
    }

    RequestDetails details(Connection connection, RequestFile file, Instant now) throws SQLException {
        List<LegTable.Leg> legs = LegTable.of(connection, file.id());
        List<Blocker> blockers = blockers(connection, file);
        PlainText text = plainText(connection, file);
        return new RequestDetails(
                file.version(),
                summary(connection, file, now),
                file.scope() == null ? null : text.shown(file.scope()),
                file.language().toLanguageTag(),
                clock(file.clock()),
                new RequestDetails.Identity(file.identity(), RequiredIdentity.of(file.type()), file.identifiedAt()),
                plan(connection, file.plan(), text),
                blockers.stream()
                        .map(each -> new RequestDetails.Obstacle(
                                each.code(), each.words(), each.clearedBy().name()))
                        .toList(),
                legs.stream().map(RequestView::leg).toList(),
                missing(file, legs, blockers),
                Lifecycle.steps(file.state()).keySet().stream()
                        .sorted()
                        .map(step -> step.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                        .toList(),
                links(connection, file.id()),
                Conversation.of(connection, file, colleagues::named, text),
                timeline(connection, file.id(), text));
    }

    /** What stands in the way matters until something has begun to be done. */
    private List<Blocker> blockers(Connection connection, RequestFile file) throws SQLException {
        RequestType type = file.type();
        boolean undone = file.state().isOpen()
                && (file.state().compareTo(RequestState.AWAITING_SECOND_APPROVAL) <= 0
                        || file.state() == RequestState.SCHEDULED)
                && file.account() != null;
        return undone && type != null && fulfilments.has(type)
                ? fulfilments.blockers(connection, file.assignment())
                : List.of();
    }

    private static RequestDetails.Clock clock(RequestFile.Clock days) {
        return new RequestDetails.Clock(
                days.receivedOn(),
                days.extendedAt() == null ? days.extendBy() : null,
                days.stoppedAt(),
                days.stoppedDays(),
                days.extendedAt(),
                days.extendedFor() == null ? null : ExtensionGround.valueOf(days.extendedFor()));
    }

    private RequestDetails.Plan plan(Connection connection, RequestFile.Plan plan, PlainText text) throws SQLException {
        Map<UUID, Colleague> known = colleagues.named(
                connection,
                Arrays.asList(plan.preparedBy(), plan.approvedBy()).stream()
                        .filter(Objects::nonNull)
                        .collect(Collectors.toSet()));
        return new RequestDetails.Plan(
                colleague(known, plan.preparedBy()),
                plan.preparedAt(),
                plan.answer() == null ? null : text.shown(plan.answer()),
                plan.proposed() == null || plan.proposal() == null
                        ? null
                        : plan.proposal().toString(),
                colleague(known, plan.approvedBy()),
                plan.approvedAt(),
                plan.scheduledFor());
    }

    private static RequestDetails.Leg leg(LegTable.Leg leg) {
        return new RequestDetails.Leg(
                leg.name(),
                leg.stage(),
                leg.own(),
                leg.state(),
                leg.attempts(),
                leg.beganAt(),
                leg.settledAt(),
                leg.nextTryAt(),
                leg.receipt(),
                leg.until(),
                leg.reason());
    }

    /** What is left to do, in the order in which it is done. */
    private static List<String> missing(RequestFile file, List<LegTable.Leg> legs, List<Blocker> blockers) {
        List<String> missing = new ArrayList<>();
        if (!file.state().isOpen()) {
            return missing;
        }
        if (file.type() == null) {
            missing.add("Somebody has to read it and say what it asks for.");
        }
        if (!RequiredIdentity.suffices(file.identity(), file.type())) {
            missing.add("Whoever asks has to show " + RequiredIdentity.of(file.type()) + ".");
        }
        if (file.account() == null && RequiredIdentity.of(file.type()) != IdentityLevel.L0) {
            missing.add("Somebody has to say whose data it is about.");
        }
        if (file.assignee() == null) {
            missing.add("Somebody has to take it.");
        }
        blockers.forEach(each -> missing.add(each.words()));
        if (legs.isEmpty()) {
            missing.add(file.plan().preparedBy() == null ? "It has to be prepared." : "A second person has to agree.");
        }
        for (LegTable.Leg leg : legs) {
            if (!leg.isSettled()) {
                missing.add("The leg '" + leg.name() + "' is " + leg.state() + ".");
            } else if (leg.state() == LegState.DEFERRED && leg.disclosedAt() == null) {
                missing.add("The person has to be told that the leg '" + leg.name() + "' is put off.");
            }
        }
        return missing;
    }

    private static List<RequestDetails.Link> links(Connection connection, UUID request) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("""
                SELECT l.kind, o.id, o.number, o.type, o.state
                FROM privacy.request_link l JOIN privacy.request o ON o.id = l.other
                WHERE l.request = ?
                ORDER BY o.number DESC
                LIMIT 100
                """)) {
            query.setObject(1, request);
            List<RequestDetails.Link> links = new ArrayList<>();
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    String type = row.getString("type");
                    links.add(new RequestDetails.Link(
                            LinkKind.valueOf(row.getString("kind")),
                            row.getString("id"),
                            Requests.reference(row.getLong("number")),
                            type == null ? null : RequestType.valueOf(type),
                            RequestState.valueOf(row.getString("state"))));
                }
            }
            return links;
        }
    }

    private List<RequestDetails.Event> timeline(Connection connection, UUID request, PlainText text)
            throws SQLException {
        List<RequestTimeline.Event> events = RequestTimeline.latest(connection, request, TIMELINE);
        Map<UUID, Colleague> known = colleagues.named(
                connection,
                events.stream()
                        .map(RequestTimeline.Event::member)
                        .filter(Objects::nonNull)
                        .collect(Collectors.toSet()));
        return events.stream()
                .map(event -> new RequestDetails.Event(
                        event.id().toString(),
                        event.at(),
                        RequestEventKind.valueOf(event.kind().name()),
                        colleague(known, event.member()),
                        event.words() == null ? null : text.shown(event.words()),
                        event.refersTo()))
                .toList();
    }

    private static @Nullable Colleague colleague(Map<UUID, Colleague> known, @Nullable UUID member) {
        return member == null ? null : known.getOrDefault(member, new Colleague(member.toString(), GONE));
    }
}
