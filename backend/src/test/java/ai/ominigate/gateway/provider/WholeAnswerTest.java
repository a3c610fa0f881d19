package ai.ominigate.gateway.provider;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.ominigate.catalog.TokenCounts;
import ai.ominigate.gateway.wire.Answer;
import ai.ominigate.gateway.wire.AnswerStream.BrokenAnswer;
import ai.ominigate.gateway.wire.Cost;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WholeAnswerTest {

    @Test
    void aCompletionGoesOnAsItIsWithAPlaceForTheCost() throws Exception {
        String body = "{\"id\":\"chatcmpl-1\",\"choices\":[{\"message\":{\"content\":\"12345678\"}}],"
                + "\"usage\": { \"prompt_tokens\":9, \"completion_tokens\":4 } }";

        Answer answer = openAi(body);

        assertThat(answer.usage()).isEqualTo(TokenCounts.of(9, 4));
        assertThat(answer.estimatedOutput()).isEqualTo(2);
        assertThat(answer.id()).isEqualTo("chatcmpl-1");
        assertThat(answer.error()).isNull();
        assertThat(text(answer)).isEqualTo(body);
        assertThat(withCost(answer)).isEqualTo(body.replace(":4 }", ":4,\"cost\":0.0123 }"));
    }

    @Test
    void aMessageGoesOnAsItIsWithAPlaceForTheCost() throws Exception {
        String body = "{\"id\":\"msg_1\",\"type\":\"message\",\"content\":[{\"type\":\"text\",\"text\":\"1234\"}],"
                + "\"usage\":{\"input_tokens\":9,\"cache_read_input_tokens\":2,\"output_tokens\":4}}";

        Answer answer = anthropic(body);

        assertThat(answer.usage()).isEqualTo(new TokenCounts(9, 2, 0, 0, 4, 0, 0, 0));
        assertThat(answer.estimatedOutput()).isEqualTo(1);
        assertThat(answer.id()).isEqualTo("msg_1");
        assertThat(withCost(answer)).isEqualTo(body.replace(":4}", ":4,\"cost\":0.0123}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"id\":\"x\"}", "{\"usage\":null}", "{\"usage\":{}}"})
    void withoutUsageThereIsNoPlaceForACost(String body) throws Exception {
        assertThat(openAi(body).usage()).isNull();
        assertThat(openAi(body).costAt()).isEqualTo(-1);
        assertThat(anthropic(body).usage()).isNull();
        assertThat(anthropic(body).costAt()).isEqualTo(-1);
    }

    @Test
    void aProvidersOwnCostIsNotTold() throws Exception {
        Answer answer = openAi("{\"usage\":{\"cost\":9.9,\"prompt_tokens\":1,\"completion_tokens\":2},\"x\":1}");

        assertThat(withCost(answer))
                .isEqualTo("{\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2,\"cost\":0.0123},\"x\":1}");
    }

    @Test
    void anErrorInsideIsToldByItsCode() throws Exception {
        assertThat(openAi("{\"error\":{\"message\":\"no\",\"code\":429,\"type\":\"rate_limit_error\"}}")
                        .error())
                .isEqualTo("rate_limit_error");
        assertThat(openAi("{\"error\":\"the prompt\"}").error()).isEqualTo("upstream_error");
        assertThat(openAi("{\"error\":null}").error()).isNull();
        assertThat(anthropic("{\"type\":\"error\",\"error\":{\"type\":\"api_error\"}}")
                        .error())
                .isEqualTo("api_error");
    }

    @Test
    void embeddingsReportTheirPromptOnly() throws Exception {
        byte[] body = "{\"data\":[],\"usage\":{\"prompt_tokens\":8,\"total_tokens\":8}}".getBytes(UTF_8);

        Answer answer = OpenAiAnswer.read(body, body.length, true);

        assertThat(answer.usage()).isEqualTo(TokenCounts.of(8, 0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<html>", "[]", "{\"a\":1", "{\"usage\":7}", "{} x"})
    void whatIsNoAnswerIsBroken(String body) {
        assertThatThrownBy(() -> openAi(body)).isInstanceOf(BrokenAnswer.class);
        assertThatThrownBy(() -> anthropic(body)).isInstanceOf(BrokenAnswer.class);
    }

    private static Answer openAi(String body) throws BrokenAnswer {
        byte[] bytes = (body + "behind").getBytes(UTF_8);
        return OpenAiAnswer.read(bytes, bytes.length - "behind".length(), false);
    }

    private static Answer anthropic(String body) throws BrokenAnswer {
        byte[] bytes = (body + "behind").getBytes(UTF_8);
        return AnthropicAnswer.read(bytes, bytes.length - "behind".length());
    }

    private static String text(Answer answer) {
        return new String(answer.body(), 0, answer.length(), UTF_8);
    }

    private static String withCost(Answer answer) {
        String cost = new String(Cost.field(12_300_000), UTF_8);
        return new StringBuilder(text(answer)).insert(answer.costAt(), cost).toString();
    }
}
