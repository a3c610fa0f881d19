package ai.ominigate.demo;

import ai.ominigate.catalog.Catalogue;
import ai.ominigate.catalog.Provider;
import ai.ominigate.model.subprocessor.DataCategory;
import ai.ominigate.model.subprocessor.NoTraining;
import ai.ominigate.model.subprocessor.ProcessingPurpose;
import ai.ominigate.model.subprocessor.SubprocessorFacts;
import ai.ominigate.model.subprocessor.SubprocessorRole;
import ai.ominigate.model.subprocessor.SubprocessorState;
import ai.ominigate.model.subprocessor.TransferBasis;
import ai.ominigate.platform.BeforeReady;
import ai.ominigate.platform.CannotStart;
import ai.ominigate.privacy.subprocessor.Adoption;
import io.micronaut.context.annotation.Requires;
import io.micronaut.core.annotation.Order;
import jakarta.inject.Singleton;
import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The demo's registry: the companies that its configuration names get calls at once, as there is nobody yet who could
 * approve them, and some others are in other states, to look at. The list is a draft.
 */
@Singleton
@Requires(property = "ominigate.demo", value = "true")
@Order(DemoSubprocessors.BEFORE_PROPOSALS)
final class DemoSubprocessors implements BeforeReady {
    static final int BEFORE_PROPOSALS = -95;

    private static final String TERMS = "https://demo.example/";
    private static final Duration KNOWN_WITHIN = Duration.ofSeconds(10);
    private static final Duration LOOK_EVERY = Duration.ofMillis(10);
    private static final int DAYS_UNTIL_OVERDUE = 400;

    private final Catalogue catalogue;
    private final Adoption adoption;
    private final InstantSource clock;

    DemoSubprocessors(Catalogue catalogue, Adoption adoption, InstantSource clock) {
        this.catalogue = catalogue;
        this.adoption = adoption;
        this.clock = clock;
    }

    @Override
    public void prepare(URI baseUrl) {
        try {
            boolean isNew = adoption.isEmpty();
            Set<String> used = useConfigured();
            if (isNew) {
                showOthers();
            }
            awaitCalls(used);
        } catch (SQLException e) {
            throw new CannotStart(
                    "The demo's subprocessors could not be made: the database refused it. Start again.", e);
        }
    }

    /** Whoever was retired or doubted since the first start stays so. */
    private Set<String> useConfigured() throws SQLException {
        Map<String, Set<String>> hosts = new LinkedHashMap<>();
        for (Provider provider : catalogue.providers()) {
            hosts.computeIfAbsent(provider.subprocessor(), name -> new TreeSet<>())
                    .add(provider.host());
        }
        Set<String> used = new TreeSet<>();
        for (Map.Entry<String, Set<String>> company : hosts.entrySet()) {
            SubprocessorFacts facts = facts(
                    company.getKey(),
                    SubprocessorRole.MODEL_PROVIDER,
                    DataCategory.PROMPTS_AND_ANSWERS,
                    ProcessingPurpose.ANSWER_CALLS,
                    List.copyOf(company.getValue()),
                    today());
            if (adoption.adopt(facts)) {
                used.add(company.getKey());
            }
        }
        return used;
    }

    private void showOthers() throws SQLException {
        adoption.show(
                SubprocessorState.ACTIVE,
                facts(
                        "Demo Hosting GmbH",
                        SubprocessorRole.INFRASTRUCTURE,
                        DataCategory.OPERATIONAL_LOG,
                        ProcessingPurpose.HOST_THE_SERVICE,
                        List.of("hosting.demo.example"),
                        today().minusDays(DAYS_UNTIL_OVERDUE)));
        adoption.show(
                SubprocessorState.APPROVED,
                facts(
                        "Demo Payments Inc.",
                        SubprocessorRole.PAYMENTS,
                        DataCategory.PAYMENT,
                        ProcessingPurpose.TAKE_PAYMENTS,
                        List.of("payments.demo.example"),
                        today()));
        adoption.show(
                SubprocessorState.RETIRED,
                facts(
                        "Demo Mail Ltd.",
                        SubprocessorRole.MAIL,
                        DataCategory.ACCOUNT,
                        ProcessingPurpose.SEND_MAIL,
                        List.of("mail.demo.example"),
                        today()));
        adoption.show(
                SubprocessorState.PROPOSED,
                new SubprocessorFacts(
                        "Demo Novel Models",
                        SubprocessorRole.MODEL_PROVIDER,
                        List.of(DataCategory.PROMPTS_AND_ANSWERS),
                        List.of(ProcessingPurpose.ANSWER_CALLS),
                        List.of("JP"),
                        null,
                        null,
                        null,
                        NoTraining.UNKNOWN,
                        null,
                        null,
                        List.of("novel.demo.example"),
                        null));
    }

    private static SubprocessorFacts facts(
            String name,
            SubprocessorRole role,
            DataCategory data,
            ProcessingPurpose purpose,
            List<String> hosts,
            @Nullable LocalDate reviewedOn) {
        return new SubprocessorFacts(
                name,
                role,
                List.of(data),
                List.of(purpose),
                List.of("DE"),
                TransferBasis.NOT_NEEDED,
                TERMS + "dpa",
                reviewedOn,
                NoTraining.CONFIRMED,
                TERMS + "terms",
                reviewedOn,
                hosts,
                reviewedOn);
    }

    /** Whoever reads the demo's file calls at once, so calls must go there by then. */
    private void awaitCalls(Set<String> used) {
        long deadline = System.nanoTime() + KNOWN_WITHIN.toNanos();
        while (catalogue.providers().stream()
                .anyMatch(provider -> used.contains(provider.subprocessor()) && !catalogue.admits(provider))) {
            if (System.nanoTime() - deadline > 0) {
                throw new CannotStart("The demo's subprocessors were made, but did not come into effect. Start again.");
            }
            LockSupport.parkNanos(LOOK_EVERY.toNanos());
        }
    }

    private LocalDate today() {
        return clock.instant().atOffset(ZoneOffset.UTC).toLocalDate();
    }
}
