package ai.ominigate.model;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.model.policy.CanaryRun;
import ai.ominigate.model.policy.DraftPolicy;
import ai.ominigate.model.policy.FinishPolicy;
import ai.ominigate.model.policy.PolicyAcceptance;
import ai.ominigate.model.policy.PolicyChange;
import ai.ominigate.model.policy.PolicyCheck;
import ai.ominigate.model.policy.PolicyDifference;
import ai.ominigate.model.policy.PolicyDocument;
import ai.ominigate.model.policy.PolicyEnforcement;
import ai.ominigate.model.policy.PolicyMap;
import ai.ominigate.model.policy.PolicyMapRow;
import ai.ominigate.model.policy.PolicyNotices;
import ai.ominigate.model.policy.PolicyStatus;
import ai.ominigate.model.policy.PolicyText;
import ai.ominigate.model.policy.PolicyUnreached;
import ai.ominigate.model.policy.PolicyVersion;
import ai.ominigate.model.policy.PublishPolicy;
import ai.ominigate.model.policy.SendCanary;
import ai.ominigate.model.policy.WritePolicy;
import ai.ominigate.model.staff.Role;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The JSON of the privacy policy that programs outside rely on. A file here only ever gains fields. */
class PolicyFormTest {
    private static final JsonMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();

    private static final String SHA256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
    private static final LocalDate DAY = LocalDate.of(2026, 12, 1);
    private static final Instant FROM = Instant.parse("2027-01-01T00:00:00Z");
    private static final PolicyText TEXT = new PolicyText("en", SHA256, 2_941);
    private static final PolicyNotices NOTICES = new PolicyNotices(1_204, 3, 1_200, 1);
    private static final PolicyChange CHANGE = new PolicyChange(PolicyChange.Kind.ADDED, "3. Retention");

    private static final PolicyCheck CHECK = new PolicyCheck(
            "operational-log-window",
            "The oldest row of the operational log is inside its window.",
            Role.TRUST_SAFETY_LEAD,
            true,
            "The oldest is of 2026-11-14T00:00:00Z.",
            Instant.parse("2026-11-27T08:10:00Z"),
            Instant.parse("2026-11-20T08:00:00Z"));

    private static final PolicyEnforcement ENFORCEMENT =
            new PolicyEnforcement("ai.ominigate.abuse.KeptLog", "Its days are dropped when its rule says so.");

    private static final PolicyMapRow ROW = new PolicyMapRow(
            "C5",
            "1. What we collect",
            "Operational logs: IP addresses and request headers retained briefly for abuse detection and security investigations.",
            List.of(ENFORCEMENT),
            List.of("ai.ominigate.privacy.retention.PurgesTest#exactlyWhatIsOlderThanTheCutoffGoes"),
            Role.TRUST_SAFETY_LEAD,
            List.of(CHECK));

    static Stream<Record> forms() {
        return Stream.of(
                new PolicyVersion(
                        2,
                        5,
                        PolicyStatus.PUBLISHED,
                        DAY,
                        FROM,
                        true,
                        false,
                        List.of(TEXT),
                        List.of("zh-CN"),
                        "Windows are confirmed.",
                        814,
                        NOTICES),
                TEXT,
                NOTICES,
                new PolicyUnreached("019a5a3e-0000-7000-8000-000000000001"),
                CHANGE,
                new PolicyAcceptance(List.of(new PolicyAcceptance.Day(LocalDate.parse("2026-11-23"), 12))),
                new PolicyDifference(1, 2, "en", List.of(CHANGE)),
                new PolicyDocument(
                        2,
                        DAY,
                        FROM,
                        PolicyStatus.PUBLISHED,
                        false,
                        "en",
                        List.of("en", "zh-CN"),
                        SHA256,
                        "Privacy Policy\n1. What we collect"),
                CHECK,
                new CanaryRun(
                        "019a1b2c-0000-7000-8000-000000000041",
                        Instant.parse("2026-11-27T08:10:00Z"),
                        "demo-chat",
                        14,
                        812,
                        9,
                        Map.of("accounts.account.name", 1L)),
                new SendCanary("gpt-5", true),
                ENFORCEMENT,
                ROW,
                new PolicyMap(1, List.of(ROW), List.of("We also sell it.")),
                new DraftPolicy(DAY, true, "Windows are confirmed."),
                new WritePolicy("Privacy Policy\n1. What we collect"),
                new PublishPolicy(FROM, "Counsel has agreed."),
                new FinishPolicy("Nothing is left to confirm."));
    }

    @ParameterizedTest
    @MethodSource("forms")
    void aValueIsWrittenAndReadAsItsFileHasIt(Record value) throws IOException {
        String file = "/json/" + value.getClass().getSimpleName() + ".json";
        try (InputStream golden = Objects.requireNonNull(getClass().getResourceAsStream(file))) {
            byte[] bytes = golden.readAllBytes();
            assertThat(JSON.readTree(JSON.writeValueAsBytes(value))).isEqualTo(JSON.readTree(bytes));
            assertThat(JSON.readValue(bytes, value.getClass())).isEqualTo(value);
        }
    }
}
