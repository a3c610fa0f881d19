package ai.ominigate.staff.audit;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.platform.TestDatabase;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.lifecycle.AfterContainer;

/** What is hashed as an entry is added, in SQL, and as it is verified, here, must be the same bytes. */
class CanonicalJsonPropertyTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final TestDatabase DATABASE = TestDatabase.create();

    @AfterContainer
    static void close() {
        DATABASE.close();
    }

    /** Any that PostgreSQL can store: no NUL and no half of a surrogate pair. */
    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.strings()
                .withChars("\"\\/\b\f\n\r\t\u0001\u001f\u007f\u0080é€\u2028\ufffd{}:,az")
                .ofMaxLength(12)
                .flatMap(text -> Arbitraries.of("", "\ud83d\ude00").map(end -> text + end));
    }

    @Property(tries = 300)
    void sqlAndJavaWriteTheSameRecord(
            @ForAll @From("texts") String text,
            @ForAll boolean sparse,
            @ForAll @LongRange(min = 1, max = (1L << 53) - 1) long seq,
            @ForAll @LongRange(min = 0, max = 4_102_444_800_000_000L) long micros)
            throws SQLException {
        Hash hash = new Hashing().leaf(text.getBytes(StandardCharsets.UTF_8));
        Instant at = Instant.ofEpochSecond(micros / 1_000_000, micros % 1_000_000 * 1_000);
        String maybe = sparse ? null : text;
        Entry entry = new Entry(seq, at, text, maybe, text, text, maybe, maybe, maybe, sparse ? null : hash, hash);
        assertThat(new String(entry.record(), StandardCharsets.UTF_8)).isEqualTo(inSql(entry));
    }

    private static String inSql(Entry entry) throws SQLException {
        try (Connection connection = DATABASE.dataSource().getConnection();
                PreparedStatement statement = connection.prepareStatement(
                        "SELECT audit.record(ROW(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL)::audit.entry)")) {
            statement.setLong(1, entry.seq());
            statement.setObject(2, entry.at().atOffset(ZoneOffset.UTC));
            statement.setString(3, entry.actor());
            statement.setString(4, entry.role());
            statement.setString(5, entry.action());
            statement.setString(6, entry.outcome());
            statement.setString(7, entry.subject());
            statement.setString(8, entry.purpose());
            statement.setString(9, entry.request());
            statement.setBytes(
                    10, entry.commitment() == null ? null : entry.commitment().bytes());
            statement.setBytes(11, entry.prev().bytes());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getString(1);
            }
        }
    }

    @Property(tries = 300)
    void anyTextComesBackFromItsJson(@ForAll String name, @ForAll String value) throws JsonProcessingException {
        String json = CanonicalJson.of(Map.of(name, value));
        assertThat(JSON.readValue(json, new TypeReference<Map<String, String>>() {}))
                .isEqualTo(Map.of(name, value));
        assertThat(new String(json.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
                .isEqualTo(json);
    }
}
