package ai.ominigate.gateway.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonScanTest {
    private static final String SAMPLE =
            "{\"a\":[1,-2.5e3,true,false,null,{}],\"b\":{\"c\":\"\\u00e9\\n\\\"x\\\"\",\"d\":[[],[{}]]} , \"e\":\"é漢\"}";

    @Test
    void tellsEachFieldWithItsDepthAndValue() {
        List<String> fields = new ArrayList<>();
        byte[] json = SAMPLE.getBytes(UTF_8);

        boolean valid = new JsonScan().scan(json, 0, json.length, (bytes, depth, keyFrom, keyTo, valueFrom) -> {
            String value =
                    new String(bytes, valueFrom, JsonScan.valueEnd(bytes, valueFrom, bytes.length) - valueFrom, UTF_8);
            fields.add(depth + " " + new String(bytes, keyFrom, keyTo - keyFrom, UTF_8) + " " + value);
            return false;
        });

        assertThat(valid).isTrue();
        assertThat(fields)
                .containsExactly(
                        "1 a [1,-2.5e3,true,false,null,{}]",
                        "1 b {\"c\":\"\\u00e9\\n\\\"x\\\"\",\"d\":[[],[{}]]}",
                        "2 c \"\\u00e9\\n\\\"x\\\"\"",
                        "2 d [[],[{}]]",
                        "1 e \"é漢\"");
    }

    @Test
    void countsTheBytesOfStringsWithTheirEscapesResolved() {
        byte[] json = "{\"t\":\"a\\n\\u00e9é\",\"u\":\"not this\",\"t\":[\"nor this\"]}".getBytes(UTF_8);
        JsonScan scan = new JsonScan();

        scan.scan(json, 0, json.length, (bytes, depth, keyFrom, keyTo, valueFrom) -> bytes[keyFrom] == 't');

        assertThat(scan.counted()).isEqualTo(1 + 1 + 3 + 2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "}",
                "{]",
                "[}",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\":1,}",
                "{,}",
                "[1,]",
                "[,1]",
                "\"a",
                "{\"a\":1}x",
                "{\"a\":1}{\"a\":1}",
                "nul",
                "truee",
                "{\"a\" 1}",
                "{a:1}",
                "\"\\x\"",
                "\"\\u12g4\"",
                "\"\\u12",
                "\"\t\"",
                "[1 2]"
            })
    void refusesWhatIsNoJson(String text) {
        assertThat(isValid(text.getBytes(UTF_8))).isFalse();
    }

    @Test
    void refusesNestingWithoutEnd() {
        assertThat(isValid("[".repeat(100_000).getBytes(UTF_8))).isFalse();
    }

    @Property(tries = 2_000)
    void agreesWithAParserOnMutatedJson(@ForAll long seed) throws IOException {
        byte[] json = SAMPLE.getBytes(UTF_8);
        Random random = new Random(seed);
        String alphabet = "{}[]\",:1e\\untf ";
        for (int i = random.nextInt(3); i >= 0; i--) {
            json[random.nextInt(json.length)] = (byte) alphabet.charAt(random.nextInt(alphabet.length()));
        }

        if (parses(json)) {
            assertThat(isValid(json)).isTrue();
        }
    }

    private static boolean isValid(byte[] json) {
        return new JsonScan().scan(json, 0, json.length, (bytes, depth, keyFrom, keyTo, valueFrom) -> false);
    }

    private static boolean parses(byte[] json) throws IOException {
        try (JsonParser parser = Json.FACTORY.createParser(json)) {
            int depth = 0;
            int values = 0;
            for (var token = parser.nextToken(); token != null; token = parser.nextToken()) {
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                parser.getText();
                values += depth == 0 ? 1 : 0;
            }
            return values == 1;
        } catch (JsonProcessingException e) {
            return false;
        }
    }
}
