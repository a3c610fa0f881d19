package ai.ominigate.abuse.signal;

import ai.ominigate.abuse.review.Flags.Precision;
import ai.ominigate.model.Page;
import ai.ominigate.model.abuse.ChangeRule;
import ai.ominigate.model.abuse.ReplayRule;
import ai.ominigate.model.abuse.RuleDetails;
import ai.ominigate.model.abuse.RulePrecision;
import ai.ominigate.model.abuse.RuleReplay;
import ai.ominigate.personal.Masked;
import ai.ominigate.rest.Command;
import ai.ominigate.rest.Commands;
import ai.ominigate.rest.ExpectedVersion;
import ai.ominigate.rest.Refused;
import ai.ominigate.staff.audit.Act;
import ai.ominigate.staff.audit.AuditLog;
import ai.ominigate.staff.live.LiveNews;
import ai.ominigate.staff.rights.Actor;
import ai.ominigate.staff.rights.Allowed;
import ai.ominigate.staff.rights.Capability;
import ai.ominigate.staff.rights.Recorded;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Put;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The rules that look for abuse: how they count and weigh, how often they are right, and what they would have seen. */
@Controller("/admin/v1/abuse/rules")
@ExecuteOn(TaskExecutors.BLOCKING)
final class RuleController {
    private final RuleStore rules;
    private final RuleHealth health;
    private final RuleReplays replays;
    private final NetworkData networks;
    private final AuditLog audit;
    private final LiveNews news;
    private final Commands commands;

    RuleController(
            RuleStore rules,
            RuleHealth health,
            RuleReplays replays,
            NetworkData networks,
            AuditLog audit,
            LiveNews news,
            Commands commands) {
        this.rules = rules;
        this.health = health;
        this.replays = replays;
        this.networks = networks;
        this.audit = audit;
        this.news = news;
        this.commands = commands;
    }

    /** All rules in their present versions. */
    @Get
    @Allowed(Capability.VIEW_CASES)
    Page<RuleDetails> list() throws SQLException {
        List<RuleDetails> all = new ArrayList<>();
        for (RuleStore.Decided rule : rules.present()) {
            all.add(details(rule, health.precision(rule)));
        }
        return new Page<>(all, null);
    }

    /** One rule in its present version. */
    @Get("/{signal}")
    @Allowed(Capability.VIEW_CASES)
    RuleDetails rule(@PathVariable String signal) throws SQLException {
        RuleStore.Decided present = rules.versions(known(signal)).getFirst();
        return details(present, health.precision(present));
    }

    /** The versions that a rule has had, up to 200, the present one first. */
    @Get("/{signal}/versions")
    @Allowed(Capability.VIEW_CASES)
    Page<RuleDetails> versions(@PathVariable String signal) throws SQLException {
        return new Page<>(
                rules.versions(known(signal)).stream()
                        .map(version -> details(version, null))
                        .toList(),
                null);
    }

    /**
     * Makes another version of a rule. All nodes count by it within a second, and begin to count anew; flags that were
     * raised stay as they are.
     */
    @Put("/{signal}")
    @Allowed(value = Capability.CHANGE_ABUSE_RULES, stepUp = true)
    RuleDetails change(
            @PathVariable String signal,
            @Body ChangeRule wish,
            ExpectedVersion expected,
            Command command,
            Actor.Member me)
            throws SQLException {
        Signal which = known(signal);
        Changed done = commands.once(command, wish, Changed.class, transaction -> {
            RuleStore.Decided present = rules.lock(transaction, which);
            expected.check(details(present, null));
            RuleVersion next = next(present.version(), wish);
            rules.add(transaction, next, me.member(), wish.reason());
            audit.append(transaction, act(me, present.version(), next, wish.reason(), command.requestId()));
            news.tell(transaction, RuleHealth.told(next));
            return new Changed(next.version());
        });
        RuleStore.Decided changed = rules.versions(which).stream()
                .filter(each -> each.version().version() == done.version())
                .findFirst()
                .orElseThrow();
        return details(changed, health.precision(changed));
    }

    /** What a change leaves for whoever sends it again. */
    record Changed(int version) {}

    /**
     * What a rule would have seen in the last 7 days, as far as the operational log tells; with other numbers than it has,
     * where they are given. Changes nothing. Takes up to a minute.
     */
    @Recorded("rule.replay")
    @Post("/{signal}/replay")
    @Allowed(Capability.DECIDE_ABUSE)
    RuleReplay replay(@PathVariable String signal, @Body ReplayRule wish) throws SQLException {
        RuleVersion present = rules.versions(known(signal)).getFirst().version();
        return replays.replay(valid(
                present,
                present.shadow(),
                wish.threshold(),
                wish.further(),
                wish.window(),
                present.points(),
                present.halfLife(),
                present.familyCap()));
    }

    private static Signal known(String signal) {
        return Arrays.stream(Signal.values())
                .filter(each -> each.name().equals(signal))
                .findAny()
                .orElseThrow(() -> Refused.notFound("There is no rule '" + signal + "'; there are S1 to S18."));
    }

    private static RuleVersion next(RuleVersion present, ChangeRule wish) {
        return valid(
                present,
                wish.shadow() == null ? present.shadow() : wish.shadow(),
                wish.threshold(),
                wish.further(),
                wish.window(),
                wish.points() == null ? present.points() : wish.points(),
                wish.halfLife() == null ? present.halfLife() : wish.halfLife(),
                wish.familyCap() == null ? present.familyCap() : wish.familyCap());
    }

    @SuppressWarnings("TooManyParameters") // what a version is made of
    private static RuleVersion valid(
            RuleVersion present,
            boolean shadow,
            @Nullable Double threshold,
            @Nullable Map<String, Double> further,
            @Nullable Duration window,
            int points,
            Duration halfLife,
            int familyCap) {
        Map<String, Double> numbers = new TreeMap<>(present.further());
        if (further != null) {
            numbers.putAll(further);
        }
        if (!numbers.keySet().equals(present.further().keySet())) {
            throw Refused.invalid(
                    present.further().isEmpty()
                            ? "The rule " + present.signal() + " compares nothing but its threshold."
                            : "Beside its threshold, the rule " + present.signal() + " compares "
                                    + String.join(", ", present.further().keySet()) + " and nothing else.");
        }
        try {
            return new RuleVersion(
                    present.signal(),
                    present.version() + 1,
                    shadow,
                    threshold == null ? present.threshold() : threshold,
                    numbers,
                    window == null ? present.window() : window,
                    points,
                    halfLife,
                    familyCap);
        } catch (IllegalArgumentException e) {
            throw Refused.invalid(String.valueOf(e.getMessage()));
        }
    }

    private static Act act(Actor.Member me, RuleVersion before, RuleVersion after, String reason, String request) {
        return new Act(
                me,
                "rule.change",
                Act.Outcome.DONE,
                RuleHealth.subject(after.signal()),
                null,
                request,
                Map.of("before", numbers(before), "after", numbers(after), "reason", reason));
    }

    private static String numbers(RuleVersion version) {
        return "version " + version.version() + (version.shadow() ? ", shadow" : "") + ", threshold "
                + version.threshold() + ", " + version.further() + ", window " + version.window() + ", points "
                + version.points() + ", half-life " + version.halfLife() + ", cap " + version.familyCap();
    }

    private RuleDetails details(RuleStore.Decided rule, @Nullable Precision precision) {
        RuleVersion version = rule.version();
        UUID by = rule.by();
        return new RuleDetails(
                version.signal().name(),
                version.version(),
                version.signal().title(),
                version.signal().counts(),
                version.family().name(),
                version.shadow(),
                version.threshold(),
                version.further(),
                version.window(),
                version.points(),
                version.halfLife(),
                version.familyCap(),
                isBlind(version.signal()),
                rule.at(),
                by == null ? null : by.toString(),
                Masked.text(rule.reason()),
                precision == null ? null : precision(precision));
    }

    private boolean isBlind(Signal signal) {
        return switch (signal) {
            case S4 -> !networks.has(NetworkFiles.GEO) && !networks.has(NetworkFiles.ASN);
            case S16 -> !networks.has(NetworkFiles.GEO);
            case S17 ->
                !networks.has(NetworkFiles.TOR)
                        && !networks.has(NetworkFiles.VPN)
                        && !(networks.has(NetworkFiles.HOSTING) && networks.has(NetworkFiles.ASN));
            default -> false;
        };
    }

    private static RulePrecision precision(Precision precision) {
        return new RulePrecision(
                precision.confirmed(),
                precision.wrong(),
                precision.open(),
                precision.share().isPresent() ? precision.share().getAsDouble() : null);
    }
}
