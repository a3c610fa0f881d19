package ai.ominigate.gateway.wire;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestReaderTest {
    private static final String MESSAGES = "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";

    @Test
    void aChatRequestIsReadInOnePass() throws BadRequest {
        RequestPeek peek = chat("{\"model\":\"m\",\"stream\":true,\"stream_options\":{\"include_usage\":true},\"n\":2,"
                + "\"max_tokens\":5,\"max_completion_tokens\":7,\"temperature\":0.5,\"unknown\":{\"a\":[1]}," + MESSAGES
                + "}");

        assertThat(peek.model()).isEqualTo("m");
        assertThat(peek.stream()).isTrue();
        assertThat(peek.includeUsage()).isTrue();
        assertThat(peek.choices()).isEqualTo(2);
        assertThat(peek.maxOutput()).isEqualTo(7);
        assertThat(peek.textBytes()).isEqualTo("user".length() + "hi".length());
    }

    @Test
    void whatIsAbsentOrNullHasItsDefault() throws BadRequest {
        for (String extra : new String[] {
            "", "\"stream\":null,\"n\":null,\"max_tokens\":null,\"stream_options\":null,\"tools\":null,"
        }) {
            RequestPeek peek = chat("{\"model\":\"m\"," + extra + MESSAGES + "}");

            assertThat(peek.stream()).isFalse();
            assertThat(peek.includeUsage()).isFalse();
            assertThat(peek.choices()).isEqualTo(1);
            assertThat(peek.maxOutput()).isEqualTo(-1);
        }
    }

    @Test
    void ownedFieldsAreFoundByByteBehindMultiByteText() throws BadRequest {
        String body = " { \"x\" : \"é漢😀\\u00e9\" ,\"model\" : \"mö\\\"d\" , " + MESSAGES
                + ", \"stream\":true, \"stream_options\" : { \"a\" : \"漢}\" } ,\"user\":\"ü\",\"safety_identifier\":\"é\" } ";
        byte[] bytes = body.getBytes(UTF_8);

        RequestPeek.OwnedFields at = chat(body).edits();

        assertThat(range(bytes, at.modelFrom(), at.modelTo())).isEqualTo("\"mö\\\"d\"");
        assertThat(range(bytes, at.streamOptionsFrom(), at.streamOptionsTo())).isEqualTo("{ \"a\" : \"漢}\" }");
        assertThat(range(bytes, at.userFrom(), at.userTo())).isEqualTo("\"ü\"");
        assertThat(range(bytes, at.safetyIdentifierFrom(), at.safetyIdentifierTo()))
                .isEqualTo("\"é\"");
        assertThat(range(bytes, at.objectEnd(), bytes.length)).isEqualTo("} ");
        assertThat(at.metadataFrom()).isEqualTo(-1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "{}", "{\"user_id\":\"é\",\"x\":[1,{\"y\":2}]}"})
    void anthropicsMetadataIsFound(String metadata) throws BadRequest {
        String body = "{\"é\":1,\"metadata\":" + metadata + ",\"model\":\"m\",\"max_tokens\":1," + MESSAGES + "}";

        RequestPeek.OwnedFields at = messages(body).edits();

        assertThat(range(body.getBytes(UTF_8), at.metadataFrom(), at.metadataTo()))
                .isEqualTo(metadata);
    }

    @Test
    void anthropicsRequestsCountSystemAndTools() throws BadRequest {
        RequestPeek peek =
                messages("{\"model\":\"m\",\"max_tokens\":9,\"system\":[{\"type\":\"text\",\"text\":\"1234\"}],"
                        + "\"tools\":[{\"name\":\"abc\",\"input_schema\":{\"type\":\"object\"}}]," + MESSAGES + "}");

        assertThat(peek.maxOutput()).isEqualTo(9);
        assertThat(peek.includeUsage()).isTrue();
        assertThat(peek.textBytes())
                .isEqualTo("text1234".length()
                        + "nameabc".length()
                        + "input_schematypeobject".length()
                        + "userhi".length());
    }

    @Test
    void embeddingsCountTheirInput() throws BadRequest {
        assertThat(embeddings("{\"model\":\"m\",\"input\":\"12345\"}").textBytes())
                .isEqualTo(5);
        assertThat(embeddings("{\"model\":\"m\",\"input\":[\"12\",\"345\"]}").textBytes())
                .isEqualTo(5);
        assertThat(embeddings("{\"model\":\"m\",\"input\":[[1,2],[3]]}").textBytes())
                .isEqualTo(3 * 4);
        assertThat(embeddings("{\"model\":\"m\",\"input\":\"\",\"stream\":true}").stream())
                .isFalse();
    }

    @Test
    void escapesCountAsWhatTheyStandFor() throws BadRequest {
        assertThat(embeddings("{\"model\":\"m\",\"input\":\"\\n\\u6f22\\\"\"}").textBytes())
                .isEqualTo(1 + 3 + 1);
    }

    @Test
    void openAisImagesAndAudioAreCountedWithoutTheirBytes() throws BadRequest {
        RequestPeek peek = chat("{\"model\":\"m\",\"messages\":[{\"content\":["
                + "{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64," + "A".repeat(9_000)
                + "\",\"detail\":\"low\"}},"
                + "{\"type\":\"image_url\",\"image_url\":{\"url\":\"https://example.com/a.png\"}},"
                + "{\"type\":\"input_audio\",\"input_audio\":{\"data\":\"" + "A".repeat(6_400)
                + "\",\"format\":\"mp3\"}}]}]}");

        assertThat(peek.images()).isEqualTo(2);
        assertThat(peek.audio()).isTrue();
        assertThat(peek.textBytes()).isBetween(100L, 300L);
    }

    @Test
    void askingForAudioCountsAsAudio() throws BadRequest {
        assertThat(chat("{\"model\":\"m\",\"modalities\":[\"text\",\"audio\"]," + MESSAGES + "}")
                        .audio())
                .isTrue();
        assertThat(chat("{\"model\":\"m\",\"modalities\":[\"text\"]," + MESSAGES + "}")
                        .audio())
                .isFalse();
    }

    @Test
    void anthropicsImagesAndDocumentsAreCountedWithoutTheirBytes() throws BadRequest {
        RequestPeek peek = messages("{\"model\":\"m\",\"max_tokens\":1,\"messages\":[{\"role\":\"user\",\"content\":["
                + "{\"type\":\"image\",\"source\":{\"data\":\"" + "A".repeat(50_000) + "\",\"type\":\"base64\"}},"
                + "{\"type\":\"tool_result\",\"content\":[{\"type\":\"image\",\"source\":{\"type\":\"url\",\"url\":\"u\"}}]},"
                + "{\"type\":\"document\",\"source\":{\"type\":\"base64\",\"data\":\"" + "A".repeat(70_000) + "\"}},"
                + "{\"type\":\"document\",\"source\":{\"type\":\"text\",\"data\":\"" + "t".repeat(1_000) + "\"}}]}]}");

        assertThat(peek.images()).isEqualTo(1 + 1 + (1 + 2) + 1);
        assertThat(peek.textBytes()).isBetween(1_000L, 1_200L);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    [1]                                                    |                 | must be a JSON object
                    ''                                                     |                 | must be a JSON object
                    {"model":"m",MESSAGES                                  |                 | not valid JSON
                    {"model":"m",MESSAGES} x                               |                 | not valid JSON
                    {"model":"m",MESSAGES} {}                              |                 | nothing behind it
                    {MESSAGES}                                             | model           | name of the model
                    {"model":"",MESSAGES}                                  | model           | non-empty string
                    {"model":5,MESSAGES}                                   | model           | non-empty string
                    {"model":null,MESSAGES}                                | model           | non-empty string
                    {"model":"m","model":"n",MESSAGES}                     | model           | only once
                    {"model":"m","mod\\u0065l":"n",MESSAGES}               | model           | only once
                    {"model":"m"}                                          | messages        | at least one message
                    {"model":"m","messages":[]}                            | messages        | at least one message
                    {"model":"m","messages":"hi"}                          | messages        | must be an array
                    {"model":"m",MESSAGES,MESSAGES}                        | messages        | only once
                    {"model":"m","stream":"yes",MESSAGES}                  | stream          | true or false
                    {"model":"m","stream":1,MESSAGES}                      | stream          | true or false
                    {"model":"m","stream":true,"stream":false,MESSAGES}    | stream          | only once
                    {"model":"m","max_tokens":0,MESSAGES}                  | max_tokens      | integer of at least 1
                    {"model":"m","max_tokens":1.5,MESSAGES}                | max_tokens      | integer of at least 1
                    {"model":"m","max_tokens":"9",MESSAGES}                | max_tokens      | integer of at least 1
                    {"model":"m","max_tokens":99999999999999999999,MESSAGES}| max_tokens     | integer of at least 1
                    {"model":"m","max_completion_tokens":-1,MESSAGES}      | max_completion_tokens | integer of at least 1
                    {"model":"m","n":0,MESSAGES}                           | n               | from 1 to 128
                    {"model":"m","n":129,MESSAGES}                         | n               | from 1 to 128
                    {"model":"m","stream_options":{},MESSAGES}             | stream_options  | only allowed when stream
                    {"model":"m","stream":true,"stream_options":[],MESSAGES}| stream_options | must be an object
                    {"model":"m","stream":true,"stream_options":{"include_usage":3},MESSAGES}| stream_options.include_usage | true or false
                    {"model":"m","web_search_options":{},MESSAGES}         | web_search_options | charges by use
                    {"model":"m","tools":[{"type":"web_search_preview"}],MESSAGES}| tools    | charges by use
                    {"model":"m","store":true,MESSAGES}                    | store           | kept anywhere
                    {"model":"m","service_tier":"priority",MESSAGES}       | service_tier    | leave the field
                    """)
    void aBadChatRequestIsRefusedWithASentenceThatNamesTheField(String body, @Nullable String param, String says) {
        assertRefused(Format.OPENAI_CHAT, body, param, says);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"model":"m",MESSAGES}                                          | max_tokens | is required
                    {"model":"m","max_tokens":1,"metadata":"me",MESSAGES}           | metadata   | must be an object
                    {"model":"m","max_tokens":1,"metadata":{},"metadata":{},MESSAGES}| metadata  | only once
                    {"model":"m","max_tokens":1,"tools":[{"name":"a","type":"web_search_20250305"}],MESSAGES}   | tools | charges by use
                    {"model":"m","max_tokens":1,"tools":[{"type":"code_execution_20250522"}],MESSAGES}          | tools | charges by use
                    {"model":"m","max_tokens":1,"tools":[{"type":"web_fetch_20250910"}],MESSAGES}               | tools | charges by use
                    {"model":"m","max_tokens":1,"speed":"fast",MESSAGES}            | speed      | leave the field
                    {"model":"m","max_tokens":1,"inference_geo":"us",MESSAGES}      | inference_geo | leave the field
                    """)
    void aBadMessagesRequestIsRefusedWithASentenceThatNamesTheField(String body, @Nullable String param, String says) {
        assertRefused(Format.ANTHROPIC_MESSAGES, body, param, says);
    }

    @Test
    void toolsThatTheCallerRunsAreTaken() throws BadRequest {
        messages("{\"model\":\"m\",\"max_tokens\":1,\"tools\":[{\"type\":\"bash_20250124\",\"name\":\"bash\"},"
                + "{\"type\":\"custom\",\"name\":\"web_search_\"},{\"name\":\"x\",\"input_schema\":{\"type\":\"object\"}}],"
                + MESSAGES + "}");
        chat("{\"model\":\"m\",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"web_search\"}}]," + MESSAGES
                + "}");
    }

    @Test
    void embeddingsNeedInput() {
        assertRefused(Format.OPENAI_EMBEDDINGS, "{\"model\":\"m\"}", "input", "is required");
        assertRefused(Format.OPENAI_EMBEDDINGS, "{\"model\":\"m\",\"input\":null}", "input", "is required");
    }

    @Test
    void nestingIsBounded() {
        String body = "{\"model\":\"m\",\"x\":" + "[".repeat(300) + "]".repeat(300) + "," + MESSAGES + "}";

        assertRefused(Format.OPENAI_CHAT, body, null, "deeper than 200");
    }

    @Test
    void jsonThatGoesWrongIsToldByItsPlace() {
        assertRefused(Format.OPENAI_CHAT, "{\"model\":\"é\",oops}", null, "near byte 14");
    }

    @Test
    void anotherEncodingIsRefusedRatherThanMisread() {
        byte[] body = ("{\"model\":\"m\"," + MESSAGES + "}").getBytes(UTF_16LE);

        assertThatThrownBy(() -> RequestReader.read(Format.OPENAI_CHAT, body, body.length))
                .isInstanceOf(BadRequest.class)
                .hasMessageContaining("UTF-8");
    }

    @Test
    void whoCanDoWithOneToolCallOnlySaysSoInEitherFormat() throws BadRequest {
        assertThat(chat("{\"model\":\"m\",\"parallel_tool_calls\":false," + MESSAGES + "}")
                        .singleToolCall())
                .isTrue();
        assertThat(chat("{\"model\":\"m\",\"parallel_tool_calls\":true," + MESSAGES + "}")
                        .singleToolCall())
                .isFalse();
        assertThat(messages("{\"model\":\"m\",\"max_tokens\":1,\"tool_choice\":{\"type\":\"auto\","
                                + "\"disable_parallel_tool_use\":true}," + MESSAGES + "}")
                        .singleToolCall())
                .isTrue();
        assertThat(messages("{\"model\":\"m\",\"max_tokens\":1,\"tool_choice\":{\"type\":\"auto\"}," + MESSAGES + "}")
                        .singleToolCall())
                .isFalse();
    }

    @Test
    void embeddingsArePackedOnlyIfThatIsAskedFor() throws BadRequest {
        assertThat(embeddings("{\"model\":\"m\",\"input\":\"x\",\"encoding_format\":\"base64\"}")
                        .base64())
                .isTrue();
        assertThat(embeddings("{\"model\":\"m\",\"input\":\"x\",\"encoding_format\":\"float\"}")
                        .base64())
                .isFalse();
        assertThat(embeddings("{\"model\":\"m\",\"input\":\"x\"}").base64()).isFalse();
    }

    @Test
    void whatLiesBehindTheLengthIsNotRead() throws BadRequest {
        byte[] body = ("{\"model\":\"m\"," + MESSAGES + "}garbage").getBytes(UTF_8);

        RequestPeek peek = RequestReader.read(Format.OPENAI_CHAT, body, body.length - "garbage".length());

        assertThat(peek.model()).isEqualTo("m");
    }

    @Property(tries = 2_000)
    void mutatedRequestsAreReadOrRefusedAndNothingElse(@ForAll long seed) {
        byte[] body =
                ("{\"model\":\"é\",\"stream\":true,\"stream_options\":{\"include_usage\":false},\"n\":1,\"tools\":"
                                + "[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"parameters\":{}}}],\"metadata\":{\"a\":1},"
                                + "\"max_tokens\":10,\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\","
                                + "\"image_url\":{\"url\":\"data:x\"}},{\"type\":\"document\",\"source\":{\"type\":\"base64\","
                                + "\"data\":\"AAAA\"}}]}],\"input\":[\"a\",1]}")
                        .getBytes(UTF_8);
        Random random = new Random(seed);
        for (int i = random.nextInt(4); i >= 0; i--) {
            body[random.nextInt(body.length)] = (byte) random.nextInt(256);
        }
        int length = body.length - (random.nextInt(4) == 0 ? random.nextInt(body.length) : 0);
        Format format = List.of(Format.values()).get(random.nextInt(3));

        try {
            RequestPeek.OwnedFields at =
                    RequestReader.read(format, body, length).edits();
            assertThat(body[at.objectEnd()]).isEqualTo((byte) '}');
            assertThat(body[at.modelFrom()]).isEqualTo((byte) '"');
            assertThat(body[at.modelTo() - 1]).isEqualTo((byte) '"');
        } catch (BadRequest e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    private static void assertRefused(Format format, String body, @Nullable String param, String says) {
        byte[] bytes = body.replace("MESSAGES", MESSAGES).getBytes(UTF_8);
        BadRequest refusal =
                catchThrowableOfType(BadRequest.class, () -> RequestReader.read(format, bytes, bytes.length));
        assertThat(refusal).as(body).isNotNull();
        assertThat(refusal.getMessage()).contains(says).endsWith(".");
        assertThat(refusal.param()).isEqualTo(param);
    }

    private static RequestPeek chat(String body) throws BadRequest {
        return read(Format.OPENAI_CHAT, body);
    }

    private static RequestPeek messages(String body) throws BadRequest {
        return read(Format.ANTHROPIC_MESSAGES, body);
    }

    private static RequestPeek embeddings(String body) throws BadRequest {
        return read(Format.OPENAI_EMBEDDINGS, body);
    }

    private static RequestPeek read(Format format, String body) throws BadRequest {
        byte[] bytes = body.getBytes(UTF_8);
        return RequestReader.read(format, bytes, bytes.length);
    }

    private static String range(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, UTF_8);
    }
}
