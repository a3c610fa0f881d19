package ai.ominigate.staff.identity;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.RunningOminiGate;
import ai.ominigate.RunningOminiGate.Answer;
import ai.ominigate.model.approval.ProposedChange;
import ai.ominigate.model.reveal.PersonalField;
import ai.ominigate.model.staff.Role;
import ai.ominigate.platform.Transaction;
import ai.ominigate.platform.UuidV7;
import ai.ominigate.rest.Command;
import ai.ominigate.staff.approval.ApprovableAction;
import ai.ominigate.staff.reveal.CaseWork;
import ai.ominigate.staff.reveal.Revealable;
import ai.ominigate.staff.rights.Allowed;
import ai.ominigate.staff.rights.Capability;
import ai.ominigate.staff.rights.Mark;
import ai.ominigate.staff.rights.Rights;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micronaut.context.annotation.Requires;
import io.micronaut.core.type.Argument;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.annotation.Body;
import io.micronaut.web.router.Router;
import io.micronaut.web.router.UriRouteInfo;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every route of the staff API for every role, with something of one's own and with the same of somebody else, and how far
 * each mark of the table of rights goes where it asks for more than to have the right. Routes, roles, marks, bodies and
 * versions are found in the application; what is asked of them is in {@code own-and-other.txt} and in {@link Story}.
 */
class OwnAndOtherTest {
    /**
     * Things that nobody of the staff has: the audit log, accounts and what is about them, what anybody of the abuse desk and of the privacy
     * desk works on, and rules. Of those desks, a claim of a case is somebody's, a saved filter, and an appeal, which is of
     * whoever decided first.
     */
    private static final Set<String> NOBODYS = Set.of(
            "accounts",
            "audit",
            "customers",
            "abuse",
            "credits",
            "payments",
            "policy",
            "privacy",
            "reconciliation",
            "retention",
            "subprocessors");

    /** Marks that ask for more than to have the right, beside what is masked, which PersonalDataTest looks at. */
    private static final Set<Mark> CONDITIONS =
            EnumSet.of(Mark.OWN, Mark.TEAM, Mark.IN_CASE, Mark.FOR_PURPOSE, Mark.NOT_OWN, Mark.WITH_SECOND);

    /** Not that there is nothing, or that it is too late: that it is not theirs to have. All of it is in the audit log. */
    private static final Set<Integer> REFUSED = Set.of(403, 404, 409, 410);

    private static final Path EXAMPLES = Path.of("../shared-model/src/test/resources/json");
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final AtomicInteger COUNTER = new AtomicInteger();

    private static RunningOminiGate ominigate;
    private static Map<String, UriRouteInfo<?, ?>> routes;

    /**
     * What a route answers whoever may call it at all.
     *
     * @param own about what is theirs
     * @param other about what is somebody else's
     */
    record Row(String method, String path, int own, int other) {}

    /** Whoever asks: signed in with a fresh second factor. */
    private record Person(UUID id, Role role, UUID session, String token) {}

    /**
     * Something that a path names.
     *
     * @param places what stands in the path for what
     * @param version of it; 0 where it has none
     */
    private record Thing(Map<String, String> places, long version) {}

    /** Makes something that is this person's. */
    @FunctionalInterface
    private interface Maker {
        Thing of(Person owner) throws SQLException;
    }

    private static final Map<String, Maker> THINGS = Map.of(
            "staff",
            owner -> new Thing(
                    Map.of(
                            "id",
                            owner.id().toString(),
                            "session",
                            owner.session().toString()),
                    1),
            "sessions",
            owner -> new Thing(Map.of("id", owner.session().toString()), 0),
            "invitations",
            OwnAndOtherTest::invitation,
            "approvals",
            owner -> proposal(owner, Agreed.KIND),
            "break-glass",
            OwnAndOtherTest::brokenGlass,
            "reveal",
            OwnAndOtherTest::look,
            "abuse/cases/{id}/claim",
            OwnAndOtherTest::claimedCase,
            "abuse/filters",
            owner -> savedFilter("abuse", owner),
            "privacy/filters",
            owner -> savedFilter("privacy", owner),
            "abuse/appeals",
            OwnAndOtherTest::appeal);

    /** What whoever sees proposals may do with one, and nothing else. */
    @Singleton
    @Requires(property = "test.features", value = "own-and-other")
    static final class Agreed implements ApprovableAction<Agreed.Nothing> {
        static final String KIND = "nothing.do";

        record Nothing(@Nullable String what) {}

        @Override
        public String kind() {
            return KIND;
        }

        @Override
        public Class<Nothing> payload() {
            return Nothing.class;
        }

        @Override
        public Needs needs() {
            return new Needs(Capability.VIEW_APPROVALS, Capability.VIEW_APPROVALS, Capability.VIEW_APPROVALS);
        }

        @Override
        public Duration validFor() {
            return Duration.ofHours(1);
        }

        @Override
        public List<ProposedChange> changes(Connection connection, Nothing payload) {
            return List.of();
        }

        @Override
        public void execute(Connection transaction, Nothing payload, Consent consent) {}
    }

    /** Cases of anybody, named after them, about everything. */
    @Singleton
    @Requires(property = "test.features", value = "own-and-other")
    static final class CaseOf implements CaseWork {
        private final Set<UUID> assigned = ConcurrentHashMap.newKeySet();

        @Override
        public String kind() {
            return "case-of";
        }

        @Override
        public boolean covers(Connection transaction, String id, UUID member, String subject) {
            return assigned.contains(member) && id.equals(member.toString());
        }
    }

    /** A value for each right to see one. */
    private abstract static class Value implements Revealable {
        private final PersonalField field;
        private final Capability needs;

        Value(PersonalField field, Capability needs) {
            this.field = field;
            this.needs = needs;
        }

        @Override
        public String subjectKind() {
            return "somebody";
        }

        @Override
        public PersonalField field() {
            return field;
        }

        @Override
        public Capability needs() {
            return needs;
        }

        @Override
        public String read(String id) {
            return "a value";
        }
    }

    @Singleton
    @Requires(property = "test.features", value = "own-and-other")
    static final class Name extends Value {
        Name() {
            super(PersonalField.NAME, Capability.REVEAL_EMAIL);
        }
    }

    @Singleton
    @Requires(property = "test.features", value = "own-and-other")
    static final class Address extends Value {
        Address() {
            super(PersonalField.ADDRESS, Capability.REVEAL_NETWORK);
        }
    }

    /** How far a mark goes, for one capability and whoever has it so. */
    @FunctionalInterface
    private interface Story {
        void tell(Person me, Mark mark) throws Exception;
    }

    private static final Map<Capability, Story> STORIES = Map.of(
            Capability.READ_AUDIT_LOG, OwnAndOtherTest::entriesAreShown,
            Capability.READ_AUDIT_DETAILS, OwnAndOtherTest::detailsAreShown,
            Capability.REVEAL_EMAIL, (me, mark) -> valuesAreShown(me, mark, PersonalField.NAME),
            Capability.REVEAL_NETWORK, (me, mark) -> valuesAreShown(me, mark, PersonalField.ADDRESS),
            Capability.MANAGE_STAFF, OwnAndOtherTest::nothingIsDoneAlone,
            Capability.SET_LEGAL_HOLD, OwnAndOtherTest::aLegalHoldIsLiftedByTwo,
            Capability.EDIT_POLICY, OwnAndOtherTest::noWindowIsChangedAlone,
            Capability.DECIDE_APPEALS, OwnAndOtherTest::onlyOthersDecisionsAreJudged);

    @BeforeAll
    static void start() throws IOException, SQLException {
        ominigate = RunningOminiGate.with(Map.of("test.features", "own-and-other"));
        // Where there is one administrator alone, what needs two is refused.
        person(Role.ADMIN);
        person(Role.ADMIN);
        join(UUID.fromString(JSON.readTree(example("HandOverCase")).path("to").asText()), Role.TRUST_SAFETY);
        routes = ominigate
                .application()
                .context()
                .getBean(Router.class)
                .uriRoutes()
                .filter(route -> route.getHttpMethod() != HttpMethod.HEAD)
                .filter(route -> name(route).contains(" /admin/v1/"))
                .collect(Collectors.toMap(OwnAndOtherTest::name, route -> route, (one, other) -> one, TreeMap::new));
    }

    @AfterAll
    static void stop() throws IOException {
        ominigate.close();
    }

    @Test
    void everyRouteThatNamesSomethingHasARowAndEveryRowARoute() throws IOException {
        Set<String> named = routes.keySet().stream()
                .filter(route -> route.contains("{") && !NOBODYS.contains(thing(route)))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(rows().stream().map(row -> row.method() + " " + row.path()).collect(Collectors.toSet()))
                .as("left: own-and-other.txt, right: routes with a {place}. A new thing needs a maker in THINGS, or is"
                        + " nobody's")
                .isEqualTo(named);
    }

    @Test
    void everyMarkOfARouteThatAsksForMoreHasAStory() {
        Set<Capability> withConditions = routes.values().stream()
                .flatMap(OwnAndOtherTest::capabilities)
                .filter(capability ->
                        Arrays.stream(Role.values()).anyMatch(role -> CONDITIONS.contains(Rights.of(role, capability))))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(new TreeSet<>(STORIES.keySet()))
                .as("left: STORIES, right: capabilities of routes with a mark that asks for more")
                .isEqualTo(withConditions);
    }

    @ParameterizedTest
    @EnumSource
    void aRouteAnswersAboutOnesOwnAndAboutOthersAsItsRowSays(Role role) throws Exception {
        Person refused = person(role);
        for (Row row : rows()) {
            Mark mark = mark(row, role);
            for (boolean own : List.of(true, false)) {
                Person me = mark == Mark.NO ? refused : person(role);
                Person owner = own ? me : person(Role.ADMIN);
                Answer answer = call(
                        me,
                        row,
                        Objects.requireNonNull(THINGS.get(thing(row.path()))).of(owner));
                int expected = mark == Mark.NO ? 403 : own ? row.own() : row.other();

                assertThat(answer.status())
                        .as(row.method() + " " + row.path() + (own ? " of one's own for " : " of somebody else for ")
                                + role + ": " + answer.response().body())
                        .isEqualTo(expected);
                if (REFUSED.contains(expected)) {
                    assertThat(refusals(me, answer)).as(row.toString()).hasSize(1);
                }
            }
        }
    }

    /** What a route is refused for the second time: a secret is not shown again, and an ended session asks for nothing. */
    private static final Set<String> NOT_AGAIN = Set.of("shown_before", "token_invalid");

    /** With something of one's own or of somebody else's, whichever it is done with, by whoever may. */
    @ParameterizedTest
    @MethodSource("commands")
    void aCommandThatIsSentAgainIsDoneOnceAndAnsweredAlike(Row row) throws Exception {
        Role role = Arrays.stream(Role.values())
                .filter(each -> mark(row, each) != Mark.NO)
                .findFirst()
                .orElseThrow();
        Person me = person(role);
        Thing thing =
                Objects.requireNonNull(THINGS.get(thing(row.path()))).of(row.own() < 300 ? me : person(Role.ADMIN));
        String key = UUID.randomUUID().toString();
        long before = entriesOf(me);

        Answer first = call(me, row, thing, key);
        long entries = entriesOf(me);
        Answer again = call(me, row, thing, key);

        assertThat(first.status()).as(first.response().body()).isBetween(200, 299);
        assertThat(entries).as("what was done is in the audit log").isGreaterThan(before);
        if (!NOT_AGAIN.contains(again.json().path("code").asText())) {
            assertThat(again.status()).as(again.response().body()).isEqualTo(first.status());
            assertThat(again.response().body()).isEqualTo(first.response().body());
        }
        // Of a secret that is not shown again, that it was not.
        long refused = again.json().path("code").asText().equals("shown_before") ? 1 : 0;
        assertThat(entriesOf(me)).as("what the audit log has of them").isEqualTo(entries + refused);
    }

    static List<Row> commands() throws IOException {
        return rows().stream()
                .filter(row -> Arrays.stream(route(row).getTargetMethod().getArguments())
                        .anyMatch(argument -> argument.getType() == Command.class))
                .toList();
    }

    private static long entriesOf(Person who) throws SQLException {
        try (Connection connection = ominigate.database().dataSource().getConnection();
                PreparedStatement statement =
                        connection.prepareStatement("SELECT count(*) FROM audit.entry WHERE actor = ?")) {
            statement.setString(1, "staff:" + who.id());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    /** What the audit log has of a request that was refused. */
    private static List<String> refusals(Person me, Answer answer) throws SQLException {
        String request = answer.response().headers().firstValue("x-request-id").orElseThrow();
        return AuditEntries.of(ominigate.database(), request).stream()
                .filter(entry -> entry.startsWith("staff:" + me.id()) && entry.contains(" REFUSED "))
                .toList();
    }

    static Stream<Arguments> marks() {
        return STORIES.keySet().stream()
                .flatMap(capability -> Arrays.stream(Role.values()).map(role -> Arguments.of(capability, role)));
    }

    @ParameterizedTest
    @MethodSource("marks")
    void aMarkGoesAsFarAsItSays(Capability capability, Role role) throws Exception {
        Objects.requireNonNull(STORIES.get(capability)).tell(person(role), Rights.of(role, capability));
    }

    /** For every kind of proposal that there is: who sees it, and who could agree to it, if it is not their own. */
    @ParameterizedTest
    @EnumSource
    void aProposalIsSeenAndAgreedToByWhomItsKindNames(Role role) throws Exception {
        for (ApprovableAction<?> action : ominigate.application().context().getBeansOfType(ApprovableAction.class)) {
            boolean sees = Rights.of(role, Capability.VIEW_APPROVALS) != Mark.NO
                    && Rights.of(role, action.needs().view()) != Mark.NO;
            for (boolean own : List.of(true, false)) {
                Person me = person(role);
                Thing proposal = proposal(own ? me : person(Role.ADMIN), action.kind());
                Answer answer = send(
                        me, "GET", "/admin/v1/approvals/" + proposal.places().get("id"), "", 0);

                assertThat(answer.status()).as(action.kind() + " for " + role).isEqualTo(sees ? 200 : 404);
                assertThat(answer.json().path("mayDecide").asBoolean())
                        .as(action.kind() + " for " + role)
                        .isEqualTo(
                                sees && !own && Rights.of(role, action.needs().approve()) != Mark.NO);
            }
        }
    }

    // What a mark lets somebody do.

    private static void entriesAreShown(Person me, Mark mark) throws Exception {
        assertThat(send(me, "GET", "/admin/v1/audit/entries", "", 0).status()).isEqualTo(mark == Mark.NO ? 403 : 200);
        for (Role others : Role.values()) {
            Person other = refusedOnce(person(others));
            assertThat(entries(me, other).isEmpty())
                    .as("what " + others + " did is hidden from " + me.role())
                    .isEqualTo(!covers(mark, me.role(), others));
        }
        assertThat(entries(me, refusedOnce(me)).isEmpty()).as("their own").isEqualTo(mark == Mark.NO);
    }

    private static void detailsAreShown(Person me, Mark mark) throws Exception {
        for (Role others : Role.values()) {
            Person other = refusedOnce(person(others));
            for (JsonNode entry : entries(me, other)) {
                assertThat(entry.path("detailsState").asText())
                        .as("the details of what " + others + " did, for " + me.role())
                        .isEqualTo(covers(mark, me.role(), others) ? "SHOWN" : "WITHHELD");
            }
        }
        for (JsonNode entry : entries(me, refusedOnce(me))) {
            assertThat(entry.path("detailsState").asText()).isEqualTo(mark == Mark.NO ? "WITHHELD" : "SHOWN");
        }
    }

    private static boolean covers(Mark mark, Role mine, Role others) {
        return switch (mark) {
            case NO, OWN -> false;
            case TEAM -> Rights.team(Set.of(mine)).contains(others);
            default -> true;
        };
    }

    /** By what is the operator's alone, so that the audit log has something of them. */
    private static Person refusedOnce(Person who) throws Exception {
        assertThat(send(who, "POST", "/admin/v1/setup/token", "", 0).status()).isEqualTo(403);
        return who;
    }

    /** What somebody was refused, as far as whoever asks may see it. */
    private static List<JsonNode> entries(Person me, Person of) throws Exception {
        List<JsonNode> entries = new ArrayList<>();
        send(me, "GET", "/admin/v1/audit/entries?action=route.call&actor=staff:" + of.id(), "", 0)
                .json()
                .path("items")
                .forEach(entries::add);
        return entries;
    }

    private static void valuesAreShown(Person me, Mark mark, PersonalField field) throws Exception {
        ominigate.application().context().getBean(CaseOf.class).assigned.add(me.id());
        String purpose = ",\"purpose\":\"FRAUD\"";
        String ownCase = purpose + ",\"case\":\"case-of:" + me.id() + "\"";
        String othersCase = purpose + ",\"case\":\"case-of:" + UUID.randomUUID() + "\"";
        boolean conditionsAreMet = mark == Mark.FOR_PURPOSE || mark == Mark.YES;

        assertThat(look(me, field, "")).as("without a purpose").isEqualTo(mayLookUp(me) ? 422 : 403);
        assertThat(look(me, field, purpose))
                .as("for a purpose, outside of cases")
                .isEqualTo(mark == Mark.NO ? 403 : conditionsAreMet ? 200 : 422);
        assertThat(look(me, field, ownCase)).as("in a case of theirs").isEqualTo(mark == Mark.NO ? 403 : 200);
        assertThat(look(me, field, othersCase)).as("in another's case").isEqualTo(403);
    }

    private static boolean mayLookUp(Person me) {
        return Rights.of(me.role(), Capability.LOOK_UP_ACCOUNTS) != Mark.NO;
    }

    private static int look(Person me, PersonalField field, String why) throws Exception {
        String body = "{\"subject\":\"somebody:1\",\"field\":\"" + field + "\"" + why + "}";
        return send(me, "POST", "/admin/v1/reveal", body, 0).status();
    }

    private static void nothingIsDoneAlone(Person me, Mark mark) throws Exception {
        Person second = person(Role.ADMIN);
        Person about = person(Role.SUPPORT);
        String path = "/admin/v1/staff/" + about.id();
        int expected = mark == Mark.NO ? 403 : 202;

        assertThat(send(me, "POST", path + "/roles", example("GiveRoles"), 1).status())
                .isEqualTo(expected);
        assertThat(send(me, "POST", path + "/remove", example("RemoveMember"), 1)
                        .status())
                .isEqualTo(expected);
        Answer invited = send(me, "POST", "/admin/v1/invitations", invitationWish(), 0);
        assertThat(invited.status()).isEqualTo(mark == Mark.NO ? 403 : 201);
        assertThat(invited.json().has("token")).isFalse();

        JsonNode still = send(second, "GET", path, "", 0).json();
        assertThat(still.path("version").asLong()).as("nothing was done").isEqualTo(1);
        assertThat(still.path("status").asText()).isEqualTo("ACTIVE");
    }

    private static void noWindowIsChangedAlone(Person me, Mark mark) throws Exception {
        String path = "/admin/v1/retention/rules/USAGE";
        JsonNode before = send(person(Role.AUDITOR), "GET", path, "", 0).json();

        Answer asked = send(
                me,
                "POST",
                path + "/window",
                example("ChangeWindow"),
                before.path("version").asLong());
        assertThat(asked.status()).isEqualTo(mark == Mark.NO ? 403 : 202);
        if (mark != Mark.NO) {
            String proposal = "/admin/v1/approvals/" + asked.json().path("id").asText();
            assertThat(send(
                                    me,
                                    "POST",
                                    proposal + "/approve",
                                    "{}",
                                    asked.json().path("version").asLong())
                            .status())
                    .isEqualTo(403);
        }

        assertThat(send(person(Role.AUDITOR), "GET", path, "", 0).json().path("version"))
                .as("nothing was done")
                .isEqualTo(before.path("version"));
    }

    private static void onlyOthersDecisionsAreJudged(Person me, Mark mark) throws Exception {
        assertThat(judged(me, person(Role.TRUST_SAFETY))).isEqualTo(mark == Mark.NO ? 403 : 200);
        if (mark != Mark.NO) {
            assertThat(judged(me, me)).isEqualTo(403);
        }
    }

    private static void aLegalHoldIsLiftedByTwo(Person me, Mark mark) throws Exception {
        Thing hold = inserted("""
                INSERT INTO privacy.legal_hold (id, account, matter, set_at, proposed_by, agreed_by)
                VALUES (?, gen_random_uuid(), ?, now(), ?, gen_random_uuid())
                """, "Case " + COUNTER.incrementAndGet(), me.id());
        String path = "/admin/v1/privacy/legal-holds/" + hold.places().get("id") + "/lift";
        Answer asked = send(me, "POST", path, example("GiveReason"), 1);

        assertThat(asked.status()).isEqualTo(mark == Mark.NO ? 403 : 202);
        if (mark != Mark.NO) {
            String proposal = "/admin/v1/approvals/" + asked.json().path("id").asText() + "/approve";
            assertThat(send(me, "POST", proposal, "{}", 1).status()).isEqualTo(403);
            assertThat(send(person(me.role()), "POST", proposal, "{}", 1).status())
                    .isEqualTo(200);
        }
    }

    private static int judged(Person me, Person decider) throws Exception {
        String decision = send(
                        decider, "POST", "/admin/v1/abuse/decisions", """
                {"action": "BLOCK_NETWORK", "network": "198.51.100.%d/32", "scope": "API", "duration": "PT1H",
                    "reason": "tries keys"}
                """.formatted(COUNTER.incrementAndGet() % 256), 0)
                .json()
                .path("id")
                .asText();
        String appeal = send(decider, "POST", "/admin/v1/abuse/appeals", """
                {"decision": "%s", "words": "We are two hundred people."}
                """.formatted(decision), 0)
                .json()
                .path("id")
                .asText();
        return send(me, "POST", "/admin/v1/abuse/appeals/" + appeal + "/uphold", example("SettleAppeal"), 1)
                .status();
    }

    private static String invitationWish() throws IOException {
        ObjectNode wish = (ObjectNode) JSON.readTree(example("InviteMember"));
        return wish.put("email", "invited-" + COUNTER.incrementAndGet() + "@ominigate.example")
                .put("reason", "We are too few.")
                .toString();
    }

    // How routes are called.

    private static Answer call(Person me, Row row, Thing thing) throws Exception {
        return call(me, row, thing, UUID.randomUUID().toString());
    }

    private static Answer call(Person me, Row row, Thing thing, String key) throws Exception {
        String path = row.path();
        for (Map.Entry<String, String> place : thing.places().entrySet()) {
            path = path.replace("{" + place.getKey() + "}", place.getValue());
        }
        return send(me, row.method(), path, body(route(row)), thing.version(), key);
    }

    private static Answer send(Person me, String method, String path, String body, long version)
            throws IOException, InterruptedException {
        return send(me, method, path, body, version, UUID.randomUUID().toString());
    }

    private static Answer send(Person me, String method, String path, String body, long version, String key)
            throws IOException, InterruptedException {
        return ominigate.send(
                method,
                path,
                body,
                Map.of(
                        "Authorization",
                        "Bearer " + me.token(),
                        "If-Match",
                        "\"" + version + "\"",
                        "Idempotency-Key",
                        key));
    }

    /** The example that pins what the route takes. */
    private static String body(UriRouteInfo<?, ?> route) throws IOException {
        for (Argument<?> argument : route.getTargetMethod().getArguments()) {
            if (argument.isAnnotationPresent(Body.class)) {
                return example(argument.getType().getSimpleName());
            }
        }
        return "";
    }

    private static String example(String type) throws IOException {
        return Files.readString(EXAMPLES.resolve(type + ".json"));
    }

    private static UriRouteInfo<?, ?> route(Row row) {
        String name = row.method() + " " + row.path();
        return Objects.requireNonNull(routes.get(name), name);
    }

    private static Mark mark(Row row, Role role) {
        return capabilities(route(row))
                .findFirst()
                .map(capability -> Rights.of(role, capability))
                .orElse(Mark.NO);
    }

    /** Of the door, and of what the route decides by itself. */
    private static Stream<Capability> capabilities(UriRouteInfo<?, ?> route) {
        return Stream.concat(
                route.getTargetMethod().enumValue(Allowed.class, Capability.class).stream(),
                Arrays.stream(route.getTargetMethod().enumValues(Allowed.class, "within", Capability.class)));
    }

    private static String name(UriRouteInfo<?, ?> route) {
        return route.getHttpMethod() + " " + route.getUriMatchTemplate().toPathString();
    }

    /** What a route is about: a feature, or the part of one that has makers of its own. */
    private static String thing(String route) {
        String path = route.substring(route.indexOf("/admin/v1/") + "/admin/v1/".length());
        return THINGS.keySet().stream()
                .filter(thing -> path.equals(thing) || path.startsWith(thing + "/"))
                .findAny()
                .orElse(path.split("/")[0]);
    }

    private static List<Row> rows() throws IOException {
        try (InputStream file =
                Objects.requireNonNull(OwnAndOtherTest.class.getResourceAsStream("own-and-other.txt"))) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(line -> line.split("\\s+"))
                    .map(words -> new Row(words[0], words[1], Integer.parseInt(words[2]), Integer.parseInt(words[3])))
                    .toList();
        }
    }

    // What belongs to somebody.

    /** Without what takes long: nobody types a password here. */
    private static Person person(Role role) throws SQLException {
        return join(UuidV7.at(Instant.now()), role);
    }

    private static Person join(UUID id, Role role) throws SQLException {
        Members members = bean(Members.class);
        Sessions sessions = bean(Sessions.class);
        String email = "person-" + COUNTER.incrementAndGet() + "@ominigate.example";
        return Transaction.run(ominigate.database().dataSource(), transaction -> {
            StaffMember member = Objects.requireNonNull(members.join(
                    transaction, new Members.Joining(id, email, "Somebody", EnumSet.of(role), null, null, 0)));
            String token = sessions.open(transaction, member).token();
            UUID session = session(transaction, id);
            sessions.stepUp(transaction, session);
            return new Person(id, role, session, token);
        });
    }

    private static UUID session(Connection transaction, UUID member) throws SQLException {
        try (PreparedStatement statement =
                transaction.prepareStatement("SELECT id FROM staff.session WHERE member = ?")) {
            statement.setObject(1, member);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getObject(1, UUID.class);
            }
        }
    }

    private static Thing invitation(Person owner) throws SQLException {
        UUID second = person(Role.ADMIN).id();
        String email = "invited-" + COUNTER.incrementAndGet() + "@ominigate.example";
        UUID id = Transaction.run(
                ominigate.database().dataSource(),
                transaction -> bean(Invitations.class)
                        .inviteByTwo(transaction, email, "Invited", Set.of(Role.SUPPORT), owner.id(), second));
        return new Thing(Map.of("id", id.toString()), 1);
    }

    private static Thing proposal(Person owner, String kind) throws SQLException {
        return inserted("""
                INSERT INTO approval.proposal (
                    id, kind, payload, subject, effect, reason, proposer, proposed_at, expires_at, status)
                SELECT id, kind,
                    CASE kind
                        WHEN 'staff.invite' THEN '{"name": "Ada", "roles": ["SUPPORT"]}'::jsonb
                        WHEN 'staff.give-roles' THEN '{"version": 1, "roles": ["SUPPORT"]}'
                        WHEN 'retention.change-window' THEN '{"dataClass": "USAGE", "version": 1, "window": "P90D"}'
                        WHEN 'retention.confirm' THEN '{"dataClass": "USAGE", "version": 1}'
                        WHEN 'credit.give' THEN '{"account": "019a1b2c-0000-7000-8000-000000000001", "gift": {"account":
                            "019a1b2c-0000-7000-8000-000000000001", "amount": "1", "cause": "GOODWILL", "reason": "x"}}'
                        WHEN 'credit.take-back' THEN '{"account": "019a1b2c-0000-7000-8000-000000000001",
                            "back": {"amount": "1", "reason": "x"}}'
                        ELSE '{}'
                    END,
                    'nothing:1', 'Does nothing.', 'Why not.', proposer, now(), now() + INTERVAL '1 hour', 'OPEN'
                FROM (VALUES (?::uuid, ?::text, ?::uuid)) AS one (id, kind, proposer)
                """, kind, owner.id());
    }

    private static Thing brokenGlass(Person owner) throws SQLException {
        return inserted("""
                INSERT INTO reveal.break_glass (id, purpose, member, reason, started_at, ends_at)
                VALUES (?, ?, ?, 'A test of who may.', now(), now() + INTERVAL '30 minutes')
                """, "SECURITY_INCIDENT", owner.id());
    }

    private static Thing look(Person owner) throws SQLException {
        return inserted("""
                INSERT INTO reveal.look (id, purpose, member, subject, field, at)
                VALUES (?, ?, ?, 'somebody:1', 'NAME', now())
                """, "FRAUD", owner.id());
    }

    private static Thing claimedCase(Person owner) throws SQLException {
        return inserted("""
                INSERT INTO abuse.case_file (
                    id, entity, entity_kind, family, families, state, claimed_by, claimed_until, priority, score, opened_at,
                    first_seen, last_seen, due_at, evidence_until)
                VALUES (?, ?, 'ACCOUNT', 'KEYS', '{KEYS}', 'CLAIMED', ?, now() + INTERVAL '10 minutes', 2, 40, now(),
                    now(), now(), now() + INTERVAL '1 day', now() + INTERVAL '90 days')
                """, "account:" + UUID.randomUUID(), owner.id());
    }

    private static Thing savedFilter(String desk, Person owner) throws SQLException {
        return inserted("INSERT INTO " + desk + """
                .saved_filter (id, name, owner, shared, filter)
                VALUES (?, ?, ?, true, '{}')
                """, "Filter " + COUNTER.incrementAndGet(), owner.id());
    }

    /** Against a decision of theirs. */
    private static Thing appeal(Person owner) throws SQLException {
        Thing decision = inserted("""
                INSERT INTO abuse.decision (
                    id, entity, decided_by, action, reason, decided_at, lasts_millis, begins_at, ends_at, state)
                VALUES (?, ?, ?, 'SUSPEND_ACCOUNT', 'A test of who may.', now(), 3600000, now(),
                    now() + INTERVAL '1 hour', 'IN_FORCE')
                """, "account:" + UUID.randomUUID(), owner.id());
        UUID id = UuidV7.at(Instant.now());
        Thing file = inserted("""
                INSERT INTO abuse.case_file (
                    id, entity, refers_to, entity_kind, family, families, state, priority, score, opened_at, first_seen,
                    last_seen, due_at, evidence_until)
                VALUES (?, ?, ?, 'ACCOUNT', 'KEYS', '{KEYS}', 'APPEALED', 2, 40, now(), now(), now(),
                    now() + INTERVAL '1 day', now() + INTERVAL '90 days')
                """, "account:" + UUID.randomUUID(), id);
        try (Connection connection = ominigate.database().dataSource().getConnection();
                PreparedStatement statement = connection.prepareStatement("""
                        INSERT INTO abuse.appeal (id, case_id, decision, deciders, received_at, due_at)
                        VALUES (?, ?::uuid, ?::uuid, ARRAY[?::uuid], now(), now() + INTERVAL '1 day')
                        """)) {
            statement.setObject(1, id);
            statement.setString(2, file.places().get("id"));
            statement.setString(3, decision.places().get("id"));
            statement.setObject(4, owner.id());
            statement.executeUpdate();
        }
        return new Thing(Map.of("id", id.toString()), 1);
    }

    private static Thing inserted(String sql, String text, UUID owner) throws SQLException {
        UUID id = UuidV7.at(Instant.now());
        try (Connection connection = ominigate.database().dataSource().getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, id);
            statement.setString(2, text);
            statement.setObject(3, owner);
            statement.executeUpdate();
        }
        return new Thing(new HashMap<>(Map.of("id", id.toString())), 1);
    }

    private static <T> T bean(Class<T> type) {
        return ominigate.application().context().getBean(type);
    }
}
