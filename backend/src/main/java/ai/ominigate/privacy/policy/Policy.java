package ai.ominigate.privacy.policy;

import ai.ominigate.model.policy.PolicyDocument;
import ai.ominigate.model.policy.PolicyStatus;
import ai.ominigate.model.policy.PolicyText;
import ai.ominigate.model.policy.PolicyVersion;
import ai.ominigate.platform.BeforeReady;
import ai.ominigate.platform.CannotStart;
import ai.ominigate.platform.Transaction;
import ai.ominigate.privacy.legal.Circulars;
import ai.ominigate.privacy.legal.LegalLocale;
import ai.ominigate.privacy.policy.VersionTable.Kept;
import ai.ominigate.rest.Refused;
import ai.ominigate.staff.live.News;
import ai.ominigate.staff.rights.Capability;
import io.micronaut.core.annotation.Order;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedSet;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The versions of the policy as people read them. The first is part of the program: it is there from the first start on, and
 * every start looks whether each version is still what was published. Blocks.
 */
@Singleton
@Order(Policy.BEFORE_WHAT_SEEDS)
final class Policy implements BeforeReady {
    static final int BEFORE_WHAT_SEEDS = -100;

    private static final LocalDate FIRST = LocalDate.of(2026, 4, 27);

    private final DataSource dataSource;
    private final Imprints imprints;
    private final InstantSource clock;

    Policy(DataSource dataSource, Imprints imprints, InstantSource clock) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.imprints = imprints;
        this.clock = clock;
    }

    @Override
    public void prepare(URI baseUrl) {
        try {
            Transaction.run(dataSource, transaction -> {
                seedFirst(transaction);
                return true;
            });
            List<String> changed = changedPastOminiGate();
            if (!changed.isEmpty()) {
                throw new CannotStart(
                        "%s: somebody changed it in the database, past OminiGate. Restore the schema policy from a backup, then start again. If an older backup was restored on purpose, remove %s first."
                                .formatted(changed.getFirst(), imprints.file()));
            }
        } catch (SQLException e) {
            throw new CannotStart("The versions of the privacy policy cannot be read: the database refused it.", e);
        }
    }

    private void seedFirst(Connection transaction) throws SQLException {
        if (VersionTable.find(transaction, 1) == null
                && VersionTable.draft(
                        transaction, new Version(1, 1, PolicyStatus.DRAFT, FIRST, null, false, null, null))) {
            for (LegalLocale locale : LegalLocale.values()) {
                VersionTable.write(transaction, 1, locale, firstText(locale));
            }
            VersionTable.publish(transaction, 1, null, now());
        }
    }

    /** The first version, as it came with the program. */
    static String firstText(LegalLocale locale) {
        try (InputStream file =
                Objects.requireNonNull(Policy.class.getResourceAsStream("/policy/1_" + locale.tag() + ".txt"))) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The texts that are not what was published, each in a sentence without its end; empty is well. What is published is
     * remembered from then on.
     */
    List<String> changedPastOminiGate() throws SQLException {
        List<String> changed = new ArrayList<>();
        SequencedSet<String> present = new LinkedHashSet<>();
        try (Connection connection = dataSource.getConnection()) {
            Version newest = VersionTable.newest(connection);
            for (int number = 1; newest != null && number <= newest.number(); number++) {
                Version version = VersionTable.find(connection, number);
                Map<LegalLocale, Kept> texts = VersionTable.texts(connection, number);
                for (LegalLocale locale : LegalLocale.values()) {
                    Kept text = texts.get(locale);
                    if (version == null || text == null || !isAsItCame(version, locale, text)) {
                        changed.add(notWhatWasPublished(number, locale.tag()));
                    } else {
                        present.add(imprint(version, locale, text));
                    }
                }
            }
        }
        return changed.isEmpty() ? forgotten(present) : changed;
    }

    private static boolean isAsItCame(Version version, LegalLocale locale, Kept text) {
        boolean isFirst = version.number() == 1;
        return text.isWhatWasWritten()
                && (!isFirst
                        || (text.text().equals(firstText(locale))
                                && version.lastUpdated().equals(FIRST)));
    }

    private static String imprint(Version version, LegalLocale locale, Kept text) {
        return "%d %s %s %s".formatted(version.number(), locale.tag(), version.lastUpdated(), text.sha256());
    }

    private List<String> forgotten(SequencedSet<String> present) {
        try {
            return imprints.missing(present).stream()
                    .map(line -> line.split(" "))
                    .map(line -> notWhatWasPublished(Integer.parseInt(line[0]), line[1]))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("What was published cannot be remembered in the data folder.", e);
        }
    }

    private static String notWhatWasPublished(int number, String locale) {
        return "Version %d of the privacy policy (%s) is not what was published".formatted(number, locale);
    }

    /** What everybody reads: the one that holds. */
    PolicyDocument inForce(LegalLocale locale) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            Version version = Objects.requireNonNull(VersionTable.inForce(connection, now()), "the first always holds");
            return document(connection, version, locale);
        }
    }

    /**
     * A version that was published once.
     *
     * @throws Refused (404) if there is none with this number
     */
    PolicyDocument published(int number, LegalLocale locale) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            Version version = VersionTable.find(connection, number);
            if (version == null || version.status() == PolicyStatus.DRAFT) {
                throw Refused.notFound(
                        "No version of the privacy policy with the number %d was published.".formatted(number));
            }
            return document(connection, version, locale);
        }
    }

    /** A version, drafts too, for the staff. */
    PolicyDocument any(int number, LegalLocale locale) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return document(connection, known(VersionTable.find(connection, number), number), locale);
        }
    }

    static Version known(@Nullable Version version, int number) {
        if (version == null) {
            throw Refused.notFound("There is no version of the privacy policy with the number %d.".formatted(number));
        }
        return version;
    }

    private PolicyDocument document(Connection connection, Version version, LegalLocale locale) throws SQLException {
        Map<LegalLocale, Kept> texts = VersionTable.texts(connection, version.number());
        Kept text = texts.get(locale);
        if (text == null) {
            throw Refused.notFound("Version %d is not written in %s yet.".formatted(version.number(), locale.tag()));
        }
        return new PolicyDocument(
                version.number(),
                version.lastUpdated(),
                version.effectiveAt(),
                status(connection, version),
                version.finishedAt() != null,
                locale.tag(),
                texts.keySet().stream().map(LegalLocale::tag).toList(),
                text.sha256(),
                text.text());
    }

    private PolicyStatus status(Connection connection, Version version) throws SQLException {
        if (version.status() == PolicyStatus.DRAFT) {
            return PolicyStatus.DRAFT;
        }
        Version inForce = VersionTable.inForce(connection, now());
        return inForce != null && inForce.number() > version.number()
                ? PolicyStatus.SUPERSEDED
                : PolicyStatus.PUBLISHED;
    }

    /** What the staff sees of a version. */
    PolicyVersion details(Connection connection, Version version) throws SQLException {
        Map<LegalLocale, Kept> texts = VersionTable.texts(connection, version.number());
        boolean isTold = version.material() && version.status() != PolicyStatus.DRAFT;
        return new PolicyVersion(
                version.number(),
                version.version(),
                status(connection, version),
                version.lastUpdated(),
                version.effectiveAt(),
                version.material(),
                version.finishedAt() != null,
                texts.entrySet().stream()
                        .map(text -> new PolicyText(
                                text.getKey().tag(),
                                text.getValue().sha256(),
                                text.getValue().text().length()))
                        .toList(),
                missing(texts),
                version.summary(),
                VersionTable.accepted(connection, version.number()),
                isTold ? Circulars.figures(connection, Announcements.NOTED, version.number()) : null);
    }

    static List<String> missing(Map<LegalLocale, Kept> texts) {
        return Arrays.stream(LegalLocale.values())
                .filter(locale -> !texts.containsKey(locale))
                .map(LegalLocale::tag)
                .toList();
    }

    /** What a version says in each language that it is written in. */
    static Map<LegalLocale, String> words(Map<LegalLocale, Kept> texts) {
        Map<LegalLocale, String> words = new EnumMap<>(LegalLocale.class);
        texts.forEach((locale, text) -> words.put(locale, text.text()));
        return words;
    }

    static String subject(int number) {
        return "policy:" + number;
    }

    static News changed(int number, String verb, long version) {
        return new News("policy." + verb, subject(number), version, new News.Audience.Having(Capability.VIEW_POLICY));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
