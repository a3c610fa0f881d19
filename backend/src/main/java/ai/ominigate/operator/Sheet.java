package ai.ominigate.operator;

import ai.ominigate.model.Usd;
import ai.ominigate.model.billing.BalanceDetails;
import ai.ominigate.model.key.KeyDetails;
import ai.ominigate.model.key.KeyLimitDetails;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a command shows: a headline, then names and values under each other. */
final class Sheet {
    private static final String INDENT = "  ";
    private static final int PLACES = 9;
    private static final int FEWEST_PLACES = 2;

    private final String headline;
    private final Map<String, String> lines = new LinkedHashMap<>();

    Sheet(String headline) {
        this.headline = headline;
    }

    Sheet line(String name, String value) {
        lines.put(name, value);
        return this;
    }

    Sheet balance(BalanceDetails balance) {
        line("balance", dollars(balance.balance()));
        if (!balance.held().equals(Usd.ZERO)) {
            line("on hold", dollars(balance.held()));
        }
        if (!balance.owed().equals(Usd.ZERO)) {
            line("owed", dollars(balance.owed()));
        }
        return line("used", dollars(balance.used()));
    }

    Sheet key(KeyDetails key) {
        line("id", key.id());
        line("name", key.name());
        line("starts with", key.hint());
        line("created", key.createdAt().toString());
        line("expires", key.expiresAt() == null ? "never" : key.expiresAt().toString());
        if (key.revokedAt() != null) {
            line("revoked", key.revokedAt().toString());
        }
        line("models", key.models().isEmpty() ? "all" : String.join(", ", key.models()));
        line("networks", key.networks().isEmpty() ? "all" : String.join(", ", key.networks()));
        return line("limits", limits(key.limits()));
    }

    static String limits(KeyLimitDetails limits) {
        List<String> parts = new ArrayList<>();
        addMoney(parts, limits.spendPerDay(), " a day");
        addMoney(parts, limits.spendPerMonth(), " a month");
        addMoney(parts, limits.spendTotal(), " in total");
        addCount(parts, limits.requestsPerMinute(), " requests a minute");
        addCount(parts, limits.tokensPerMinute(), " tokens a minute");
        addCount(parts, limits.concurrency(), " calls at a time");
        return parts.isEmpty() ? "none" : String.join(", ", parts);
    }

    private static void addMoney(List<String> parts, @Nullable Usd limit, String what) {
        if (limit != null) {
            parts.add(dollars(limit) + what);
        }
    }

    private static void addCount(List<String> parts, @Nullable Integer limit, String what) {
        if (limit != null) {
            parts.add(limit + what);
        }
    }

    /** With as many places as it needs, and at least two. */
    static String dollars(Usd amount) {
        BigDecimal value = BigDecimal.valueOf(amount.nanos(), PLACES).stripTrailingZeros();
        BigDecimal shown = value.scale() < FEWEST_PLACES ? value.setScale(FEWEST_PLACES) : value;
        return shown.signum() < 0 ? "-$" + shown.negate().toPlainString() : "$" + shown.toPlainString();
    }

    void print(PrintWriter out) {
        int width = lines.keySet().stream().mapToInt(String::length).max().orElse(0);
        out.println(headline);
        out.println();
        lines.forEach((name, value) -> out.println(INDENT + name + " ".repeat(width - name.length() + 2) + value));
        out.println();
    }
}
