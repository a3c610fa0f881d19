package ai.ominigate.privacy.map;

import ai.ominigate.model.policy.PolicyCheck;
import ai.ominigate.model.policy.PolicyMap;
import ai.ominigate.model.policy.PolicyMapRow;
import ai.ominigate.privacy.map.Rows.Row;
import ai.ominigate.privacy.map.Sentences.Sentence;
import ai.ominigate.privacy.policy.PolicyInForce;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Lays the rows beside the policy that is in force and what was seen last. Blocks. */
@Singleton
final class PolicyMaps {
    private static final String LAST_UPDATED = "Last updated";

    private final PolicyInForce policy;
    private final DataSource dataSource;
    private final Map<String, Row> rows;

    PolicyMaps(PolicyInForce policy, DataSource dataSource) {
        this.policy = policy;
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.rows = Rows.all().stream().collect(Collectors.toMap(Row::sentence, Function.identity()));
    }

    PolicyMap map(List<PolicyCheck> checks) throws SQLException {
        Map<String, PolicyCheck> byName =
                checks.stream().collect(Collectors.toMap(PolicyCheck::name, Function.identity()));
        Text text = inForce();
        List<PolicyMapRow> mapped = new ArrayList<>();
        List<String> unmapped = new ArrayList<>();
        for (Sentence sentence : sentences(text)) {
            Row row = rows.get(key(sentence.words()));
            if (row == null) {
                unmapped.add(sentence.words());
            } else {
                mapped.add(new PolicyMapRow(
                        row.clause(),
                        sentence.section(),
                        sentence.words(),
                        row.enforcedBy(),
                        row.tests(),
                        row.owner(),
                        row.checks().stream()
                                .map(byName::get)
                                .filter(Objects::nonNull)
                                .toList()));
            }
        }
        return new PolicyMap(text.named().number(), mapped, unmapped);
    }

    /** Sentences of the policy in force that no row is about. */
    List<String> unmapped() throws SQLException {
        return sentences(inForce()).stream()
                .map(Sentence::words)
                .filter(words -> !rows.containsKey(key(words)))
                .toList();
    }

    /** The day of the last update is another one for each version. */
    private static String key(String sentence) {
        return sentence.startsWith(LAST_UPDATED + ": ") ? LAST_UPDATED : sentence;
    }

    private record Text(PolicyInForce.Named named, String words) {}

    private Text inForce() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            PolicyInForce.Named named = policy.now(connection);
            return new Text(named, policy.english(connection, named.number()));
        }
    }

    /** With the line of its last update, which its page renders from the record. */
    private static List<Sentence> sentences(Text text) {
        List<Sentence> sentences = new ArrayList<>();
        String title = text.words().lines().findFirst().orElse("");
        sentences.add(new Sentence(title, LAST_UPDATED + ": " + text.named().lastUpdated()));
        sentences.addAll(Sentences.of(text.words()));
        return sentences;
    }

    /** The row whose check it is; null if none names it. */
    @Nullable
    Row firstWith(String check) {
        return rows.values().stream()
                .filter(row -> row.checks().contains(check))
                .min(Comparator.comparing(Row::clause))
                .orElse(null);
    }
}
