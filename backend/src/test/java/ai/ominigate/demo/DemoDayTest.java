package ai.ominigate.demo;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.Await;
import ai.ominigate.customer.SharedOminiGate;
import ai.ominigate.model.abuse.AppealStatus;
import ai.ominigate.model.abuse.CaseFamily;
import ai.ominigate.model.abuse.CaseStatus;
import ai.ominigate.model.staff.Role;
import ai.ominigate.staff.identity.Colleague;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The day that the demo's abuse desk has behind it, as whoever works there is shown it by REST. */
@ExtendWith(SharedOminiGate.class)
class DemoDayTest {
    private static final String ABUSE = "/admin/v1/abuse";
    private static final String OFFICE = "203.0.113.200";

    private static Colleague analyst;

    @BeforeAll
    static void signIn() throws Exception {
        analyst = Colleague.signedIn(SharedOminiGate.demo(), Role.TRUST_SAFETY_LEAD);
    }

    @ParameterizedTest
    @EnumSource
    void aCaseIsInEveryStateWithTheFlagsThatItCameFrom(CaseStatus status) throws Exception {
        JsonNode cases = get("/cases?limit=200&status=" + status + "&closed=" + isDone(status))
                .path("items");

        assertThat(cases).isNotEmpty();
        if (status != CaseStatus.MERGED) {
            JsonNode details = get("/cases/" + cases.path(0).path("id").asText());
            assertThat(details.path("flags")).isNotEmpty().allSatisfy(flag -> {
                assertThat(flag.path("observed").asDouble()).isPositive();
                assertThat(flag.path("threshold").asDouble()).isPositive();
                assertThat(flag.path("points").asInt()).isPositive();
                assertThat(flag.path("ruleVersion").asInt()).isPositive();
            });
        }
    }

    @Test
    void flagsAreOfEveryFamily() throws Exception {
        Set<CaseFamily> families = EnumSet.noneOf(CaseFamily.class);
        for (CaseStatus status : CaseStatus.values()) {
            get("/cases?limit=200&status=" + status + "&closed=" + isDone(status))
                    .path("items")
                    .forEach(each ->
                            each.path("families").forEach(family -> families.add(CaseFamily.valueOf(family.asText()))));
        }

        assertThat(families).containsExactlyInAnyOrder(CaseFamily.values());
    }

    @Test
    void anOfficeSharesAnAddressAndLooksLikeOneParty() throws Exception {
        JsonNode office = Await.value(
                "its requests are logged",
                () -> get("/networks/" + OFFICE + "?purpose=ABUSE"),
                seen -> seen.path("accounts").size() == 6);

        assertThat(office.path("keys")).hasSize(6);
        assertThat(office.path("accounts"))
                .allSatisfy(each -> assertThat(each.path("calls").asLong()).isPositive())
                .anySatisfy(each -> assertThat(each.path("visits").asLong()).isPositive());
        assertThat(office.path("notes").toString()).contains("Six accounts within a day.");
        assertThat(office.path("decisions").toString()).contains("BLOCK_NETWORK");
    }

    @ParameterizedTest
    @EnumSource(
            value = AppealStatus.class,
            names = {"OPEN", "UPHELD", "OVERTURNED"})
    void anAppealWaitsAndOthersWereDecidedEitherWay(AppealStatus status) throws Exception {
        JsonNode appeals = get("/appeals?status=" + status).path("items");

        assertThat(appeals).hasSize(1);
        assertThat(get("/appeals/" + appeals.path(0).path("id").asText())
                        .path("status")
                        .asText())
                .isEqualTo(status.name());
    }

    @Test
    void aPersonsDecisionEndsWithinTheHourAndARulesWaitsForAPerson() throws Exception {
        JsonNode soon =
                get("/decisions?state=IN_FORCE&endsWithin=PT1H&limit=200").path("items");
        List<Boolean> automatic = new ArrayList<>();
        soon.forEach(each -> {
            automatic.add(each.path("automatic").asBoolean());
            assertThat(Instant.parse(each.path("until").asText()))
                    .isBefore(Instant.now().plus(Duration.ofHours(1)));
        });

        assertThat(automatic).contains(true, false);
        assertThat(get("/overview").isObject()).isTrue();
    }

    private static boolean isDone(CaseStatus status) {
        return status == CaseStatus.CLOSED || status == CaseStatus.MERGED;
    }

    private static JsonNode get(String path) throws Exception {
        var answer = analyst.send("GET", ABUSE + path, "");
        assertThat(answer.status()).as(path + answer.response().body()).isEqualTo(200);
        return answer.json();
    }
}
