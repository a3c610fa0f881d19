package ai.ominigate.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.Await;
import ai.ominigate.billing.Balances;
import com.anthropic.client.AnthropicClient;
import com.openai.client.OpenAIClient;
import java.util.List;
import java.util.UUID;

/** An account with money and a key, and what the books say of it. */
record Customer(GatewayFixture gateway, UUID account, UUID key, String secret, long granted) {

    /** The same account with another secret. */
    Customer withSecret(String other) {
        return new Customer(gateway, account, key, other, granted);
    }

    /** OpenAI's library with this key and no retries of its own. */
    OpenAIClient openAi() {
        return gateway.openAi().withOptions(options -> options.apiKey(secret));
    }

    /** Anthropic's library with this key and no retries of its own. */
    AnthropicClient anthropic() {
        return gateway.anthropic(secret);
    }

    /** Its usage, once everything that was journalled is stored and there are so many rows. */
    List<UsageRow> usage(int rows) {
        List<UsageRow> usage =
                Await.value(rows + " usage rows", () -> gateway.usage(account), list -> list.size() >= rows);
        assertThat(usage).hasSize(rows);
        return usage;
    }

    UsageRow onlyUsage() {
        return usage(1).getFirst();
    }

    /** Waits until its books are at rest, and checks that this is what it has spent in all. */
    void assertPaid(long nanos) {
        Balances.Balance balance = Await.value(
                "the balance is " + nanos + " below what was granted, and nothing is owed",
                () -> gateway.balance(account),
                now -> now.used() == nanos);
        assertThat(balance.balance()).isEqualTo(granted - nanos);
        assertThat(balance.owed()).isZero();
    }
}
