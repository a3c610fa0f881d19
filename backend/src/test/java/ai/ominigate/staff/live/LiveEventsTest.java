package ai.ominigate.staff.live;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.Await;
import ai.ominigate.RunningOminiGate;
import ai.ominigate.RunningOminiGate.Answer;
import ai.ominigate.model.staff.Role;
import ai.ominigate.platform.Transaction;
import ai.ominigate.staff.identity.Colleague;
import ai.ominigate.staff.rights.Capability;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class LiveEventsTest {
    private static RunningOminiGate ominigate;
    private static Colleague officer;
    private static Colleague support;

    @BeforeAll
    static void start() throws Exception {
        ominigate = RunningOminiGate.with(Map.of());
        officer = Colleague.signedIn(ominigate, Role.PRIVACY_OFFICER);
        support = Colleague.signedIn(ominigate, Role.SUPPORT);
    }

    @AfterAll
    static void stop() throws IOException {
        ominigate.close();
    }

    @Test
    void whatIsToldWithACommitArrives() throws Exception {
        try (Watcher watcher = new Watcher(officer, null)) {
            String subject = tell(Capability.VIEW_POLICY);
            watcher.awaitLine("data: ", subject);
            assertThat(watcher.lines).anyMatch(line -> line.equals("event: policy.changed"));
        }
    }

    @Test
    void eachSeesOnlyWhatTheyMaySee() throws Exception {
        try (Watcher seeing = new Watcher(officer, null);
                Watcher blind = new Watcher(support, null)) {
            String hidden = tell(Capability.VIEW_POLICY);
            String open = tell(Capability.BE_STAFF);
            seeing.awaitLine("data: ", hidden);
            blind.awaitLine("data: ", open);
            assertThat(blind.lines).noneMatch(line -> line.contains(hidden));
        }
    }

    @Test
    void oneMemberIsToldAlone() throws Exception {
        try (Watcher other = new Watcher(officer, null);
                Watcher one = new Watcher(support, null)) {
            String alone = tell(new News.Audience.Only(UUID.fromString(support.id())));
            String all = tell(Capability.BE_STAFF);
            one.awaitLine("data: ", alone);
            other.awaitLine("data: ", all);
            assertThat(other.lines).noneMatch(line -> line.contains(alone));
        }
    }

    @Test
    void whoComesBackGetsWhatTheyMissedInOrder() throws Exception {
        String last;
        try (Watcher watcher = new Watcher(officer, null)) {
            String subject = tell(Capability.BE_STAFF);
            watcher.awaitLine("data: ", subject);
            last = watcher.lastId();
        }
        String first = tell(Capability.BE_STAFF);
        String second = tell(Capability.BE_STAFF);
        try (Watcher watcher = new Watcher(officer, last)) {
            watcher.awaitLine("data: ", second);
            List<String> data = watcher.lines.stream()
                    .filter(line -> line.contains(first) || line.contains(second))
                    .toList();
            assertThat(data).hasSize(2);
            assertThat(data.getFirst()).contains(first);
        }
    }

    @Test
    void whoMissedMoreThanIsRememberedIsToldSo() throws Exception {
        missed(LiveStreams.REMEMBERED + 1, new News.Audience.Only(UUID.fromString(support.id())));
    }

    @Test
    void whoMissedMoreThanWaitsForAConnectionIsToldSo() throws Exception {
        missed(LiveStream.WAITING / 2, new News.Audience.Having(Capability.BE_STAFF));
    }

    /** Looks away while so many events are told to these, and one to whoever comes back. */
    private static void missed(int many, News.Audience audience) throws Exception {
        String last;
        String end;
        try (Watcher watcher = new Watcher(officer, null)) {
            watcher.awaitLine("data: ", tell(Capability.BE_STAFF));
            last = watcher.lastId();
            tell(audience, many);
            end = tell(Capability.BE_STAFF);
            watcher.awaitLine("data: ", end);
        }
        try (Watcher back = new Watcher(officer, last)) {
            back.awaitLine("event: ", "missed");
            assertThat(back.lines).noneMatch(line -> line.contains(end));
        }
    }

    @Test
    void whoeverSawWhatWasNeverToldHereIsToldThatTheyMissedIt() throws Exception {
        tell(Capability.BE_STAFF);
        try (Watcher watcher = new Watcher(officer, "999999999")) {
            watcher.awaitLine("event: ", "missed");
        }
    }

    @Test
    void numbersAreGivenInOrderHoweverTransactionsCommit() throws Exception {
        DataSource dataSource = ominigate.database().dataSource();
        LiveNews news = ominigate.application().context().getBean(LiveNews.class);
        String early = subject();
        String late = subject();
        try (Watcher watcher = new Watcher(officer, null);
                Connection open = dataSource.getConnection()) {
            open.setAutoCommit(false);
            news.tell(open, new News("policy.changed", early, 1L, new News.Audience.Having(Capability.BE_STAFF)));
            Transaction.run(dataSource, transaction -> {
                news.tell(
                        transaction,
                        new News("policy.changed", late, 1L, new News.Audience.Having(Capability.BE_STAFF)));
                return late;
            });
            watcher.awaitLine("data: ", late);
            open.commit();
            watcher.awaitLine("data: ", early);
            List<Long> ids = watcher.lines.stream()
                    .filter(line -> line.startsWith("id: "))
                    .map(line -> Long.valueOf(line.substring(4)))
                    .toList();
            assertThat(ids).isSorted();
        }
    }

    @Test
    void theStreamEndsWithTheSignIn() throws Exception {
        Colleague leaving = Colleague.signedIn(ominigate, Role.SUPPORT);
        try (Watcher watcher = new Watcher(leaving, null)) {
            assertThat(leaving.send("DELETE", "/admin/v1/session", "").status()).isEqualTo(204);
            Await.until("the stream has ended", () -> !watcher.thread.isAlive());
        }
    }

    @Test
    void whoeverGetsOtherRolesSeesNoMoreThanThese() throws Exception {
        Colleague moving = Colleague.signedIn(ominigate, Role.PRIVACY_OFFICER);
        try (Watcher watcher = new Watcher(moving, null)) {
            giveRole(moving, Role.SUPPORT);
            LiveStreams streams = ominigate.application().context().getBean(LiveStreams.class);
            streams.keepAlive();
            String hidden = tell(Capability.VIEW_POLICY);
            watcher.awaitLine("data: ", tell(Capability.BE_STAFF));
            assertThat(watcher.lines).noneMatch(line -> line.contains(hidden));
        }
    }

    @Test
    void aConnectionShowsThatItLivesWithoutAnEvent() throws Exception {
        try (Watcher watcher = new Watcher(officer, null)) {
            ominigate.application().context().getBean(LiveStreams.class).keepAlive();
            watcher.awaitLine(":", "keep-alive");
            watcher.awaitLine("data: ", tell(Capability.BE_STAFF));
            assertThat(watcher.lines)
                    .filteredOn(line -> line.startsWith("data:"))
                    .hasSize(2);
        }
    }

    @Test
    void aStopDoesNotWaitForThoseWhoWatch() throws Exception {
        RunningOminiGate stopping = RunningOminiGate.with(Map.of());
        Colleague watching = Colleague.signedIn(stopping, Role.SUPPORT);
        try (Watcher watcher = new Watcher(stopping, watching, null)) {
            Instant before = Instant.now();
            stopping.close();
            assertThat(Duration.between(before, Instant.now())).isLessThan(Duration.ofSeconds(10));
            Await.until("the stream has ended", () -> !watcher.thread.isAlive());
        }
    }

    @Test
    void oneMemberWatchesOverTenConnectionsAndOthersWatchOn() throws Exception {
        Colleague many = Colleague.signedIn(ominigate, Role.SUPPORT);
        List<Watcher> watchers = new ArrayList<>();
        try {
            for (int i = 0; i < LiveStreams.MOST_OF_ONE; i++) {
                watchers.add(new Watcher(many, null));
            }

            Answer refused = many.send("GET", "/admin/v1/events", "");

            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.json().path("code").asText()).isEqualTo("too_many_streams");
            watchers.add(new Watcher(Colleague.signedIn(ominigate, Role.SUPPORT), null));
        } finally {
            watchers.forEach(Watcher::close);
        }
    }

    @Test
    void whatIsNoEventsIdIsRefused() throws Exception {
        assertThat(ominigate
                        .send(
                                "GET",
                                "/admin/v1/events",
                                "",
                                Map.of("Authorization", "Bearer " + officer.token(), "Last-Event-ID", "seven"))
                        .status())
                .isEqualTo(400);
    }

    private static void giveRole(Colleague who, Role role) throws SQLException {
        try (Connection connection = ominigate.database().dataSource().getConnection();
                PreparedStatement statement =
                        connection.prepareStatement("UPDATE staff.member SET roles = ARRAY[?] WHERE id = ?")) {
            statement.setString(1, role.name());
            statement.setObject(2, UUID.fromString(who.id()));
            statement.executeUpdate();
        }
    }

    private static String subject() {
        return "policy:" + UUID.randomUUID();
    }

    private static String tell(Capability capability) throws SQLException {
        return tell(new News.Audience.Having(capability));
    }

    private static String tell(News.Audience audience) throws SQLException {
        return tell(audience, 1);
    }

    private static String tell(News.Audience audience, int times) throws SQLException {
        String subject = subject();
        LiveNews news = ominigate.application().context().getBean(LiveNews.class);
        return Transaction.run(ominigate.database().dataSource(), transaction -> {
            for (int i = 0; i < times; i++) {
                news.tell(transaction, new News("policy.changed", subject, 1L, audience));
            }
            return subject;
        });
    }

    /** Somebody who watches: the lines that came so far. */
    private static final class Watcher implements AutoCloseable {
        private final List<String> lines = new CopyOnWriteArrayList<>();
        private final HttpClient client = HttpClient.newHttpClient();
        private final Thread thread;
        private volatile boolean closed;

        private Watcher(Colleague who, @Nullable String lastEventId) throws IOException, InterruptedException {
            this(ominigate, who, lastEventId);
        }

        private Watcher(RunningOminiGate where, Colleague who, @Nullable String lastEventId)
                throws IOException, InterruptedException {
            HttpRequest.Builder request = HttpRequest.newBuilder(
                            URI.create(where.application().baseUrl() + "/admin/v1/events"))
                    .header("Authorization", "Bearer " + who.token())
                    .header("Accept", "text/event-stream");
            if (lastEventId != null) {
                request.header("Last-Event-ID", lastEventId);
            }
            HttpResponse<java.util.stream.Stream<String>> response =
                    client.send(request.build(), HttpResponse.BodyHandlers.ofLines());
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.headers().firstValue("content-type").orElse("")).startsWith("text/event-stream");
            thread = Thread.ofVirtual().start(() -> watch(response.body()));
            awaitLine("event: ", "connected");
        }

        private void watch(java.util.stream.Stream<String> told) {
            try {
                told.forEach(lines::add);
            } catch (UncheckedIOException e) {
                if (!closed) {
                    throw e;
                }
            }
        }

        private void awaitLine(String start, String part) {
            Await.until(
                    "a line '" + start + "…" + part + "' in " + lines,
                    () -> lines.stream().anyMatch(line -> line.startsWith(start) && line.contains(part)));
        }

        private String lastId() {
            return lines.stream()
                    .filter(line -> line.startsWith("id: "))
                    .reduce((before, after) -> after)
                    .orElseThrow()
                    .substring(4);
        }

        @Override
        public void close() {
            closed = true;
            client.shutdownNow();
        }
    }
}
