package ai.ominigate.gateway.provider;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.ominigate.catalog.Dialect;
import ai.ominigate.catalog.Model;
import ai.ominigate.catalog.TokenCounts;
import ai.ominigate.gateway.wire.Answer;
import ai.ominigate.gateway.wire.AnswerStream.BrokenAnswer;
import ai.ominigate.gateway.wire.BadRequest;
import ai.ominigate.gateway.wire.Format;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.openai.models.embeddings.CreateEmbeddingResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GeminiEmbeddingsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Model MODEL = Calls.model("gemini-embedding-2", Dialect.GEMINI, "https://example.com/v1beta");
    private static final Bridge BRIDGE = requireNonNull(Bridge.between(Format.OPENAI_EMBEDDINGS, Dialect.GEMINI));
    private static final String REQUEST = "{\"model\":\"m\",\"input\":[\"one\",\"two\"]}";
    private static final String ANSWER = """
            {"embeddings":[{"values":[0.5138951,-0.25]},{"values":[1e-3,7]}],
             "usageMetadata":{"promptTokenCount":12,"promptTokenDetails":[{"modality":"TEXT","tokenCount":12}]}}""";

    @Test
    void eachTextIsARequestOfItsOwn() throws Exception {
        JsonNode sent = sent("{\"model\":\"m\",\"input\":[\"é\",\"two\"],\"dimensions\":256,\"user\":\"u\"}");

        assertThat(sent).isEqualTo(JSON.readTree("""
                {"requests":[
                  {"model":"models/gemini-embedding-2","content":{"parts":[{"text":"é"}]},"outputDimensionality":256},
                  {"model":"models/gemini-embedding-2","content":{"parts":[{"text":"two"}]},"outputDimensionality":256}]}"""));
        assertThat(sent("{\"model\":\"m\",\"input\":\"one\"}").at("/requests")).hasSize(1);
        assertThat(BRIDGE.path(
                        Calls.peek(Format.OPENAI_EMBEDDINGS, REQUEST),
                        MODEL.upstreams().getFirst()))
                .isEqualTo("/models/gemini-embedding-2:batchEmbedContents");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"model":"m","input":[1,2,3]}                       | input
                    {"model":"m","input":[[1,2],[3]]}                   | input
                    {"model":"m","input":[]}                            | input
                    {"model":"m","input":{}}                            | input
                    {"model":"m","input":"x","encoding_format":"hex"}   | encoding_format
                    """)
    void whatGeminiCannotEmbedIsRefused(String body, String param) {
        BadRequest refusal = catchThrowableOfType(BadRequest.class, () -> sent(body));

        assertThat(refusal.param()).isEqualTo(param);
    }

    @Test
    void embeddingsAreToldAsOpenAiTellsThem() throws Exception {
        Answer answer = answer(REQUEST, ANSWER);

        assertThat(JSON.readTree(answer.body())).isEqualTo(JSON.readTree("""
                {"object":"list","data":[
                  {"object":"embedding","index":0,"embedding":[0.5138951,-0.25]},
                  {"object":"embedding","index":1,"embedding":[1e-3,7]}],
                 "model":"m","usage":{"prompt_tokens":12,"total_tokens":12}}"""));
        assertThat(answer.usage()).isEqualTo(TokenCounts.of(12, 0));
    }

    @Test
    void packedEmbeddingsAreWhatOpenAisSdkUnpacks() throws Exception {
        String request = REQUEST.replace("\"input\"", "\"encoding_format\":\"base64\",\"input\"");

        CreateEmbeddingResponse told = com.openai.core.ObjectMappers.jsonMapper()
                .readValue(answer(request, ANSWER).body(), CreateEmbeddingResponse.class)
                .validate();

        assertThat(told.data().get(0).embedding()).containsExactly(0.5138951f, -0.25f);
        assertThat(told.data().get(1).embedding()).containsExactly(0.001f, 7f);
    }

    @Test
    void withoutUsageThePromptIsEstimated() throws Exception {
        Answer answer =
                answer("{\"model\":\"m\",\"input\":\"" + "x".repeat(40) + "\"}", "{\"embeddings\":[{\"values\":[1]}]}");

        assertThat(answer.usage()).isNull();
        assertThat(JSON.readTree(answer.body()).at("/usage/prompt_tokens").asInt())
                .isEqualTo(10);
    }

    @Test
    void anErrorInsideIsToldByItsCode() throws Exception {
        assertThat(answer(REQUEST, "{\"error\":{\"code\":500,\"status\":\"INTERNAL\"}}")
                        .error())
                .isEqualTo("internal_error");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<html>",
                "{}",
                "{\"embeddings\":{}}",
                "{\"embeddings\":[{}]}",
                "{\"embeddings\":[{\"values\":5}]}"
            })
    void whatHasNoEmbeddingsIsBroken(String body) {
        assertThatThrownBy(() -> answer(REQUEST, body)).isInstanceOf(BrokenAnswer.class);
    }

    @Test
    void valuesThatAreNoNumbersCannotBePacked() {
        assertThatThrownBy(() -> answer(
                        REQUEST.replace("\"input\"", "\"encoding_format\":\"base64\",\"input\""),
                        "{\"embeddings\":[{\"values\":[\"x\"]}]}"))
                .isInstanceOf(BrokenAnswer.class);
    }

    private static JsonNode sent(String body) throws Exception {
        return JSON.readTree(Calls.sent(BRIDGE, Format.OPENAI_EMBEDDINGS, body, MODEL));
    }

    private static Answer answer(String request, String body) throws Exception {
        byte[] bytes = body.getBytes(UTF_8);
        return BRIDGE.answer(bytes, bytes.length, Calls.peek(Format.OPENAI_EMBEDDINGS, request));
    }
}
