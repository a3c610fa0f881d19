package ai.ominigate.abuse.review;

import ai.ominigate.abuse.entity.Entity;
import ai.ominigate.accounts.SafetyIdentifiers;
import ai.ominigate.catalog.Catalogue;
import ai.ominigate.model.abuse.CaseSummary;
import ai.ominigate.model.abuse.ReportNotice;
import ai.ominigate.rest.Command;
import ai.ominigate.rest.Commands;
import ai.ominigate.rest.Refused;
import ai.ominigate.staff.rights.Actor;
import io.micronaut.http.HttpStatus;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/** What providers complain about. Blocks. */
@Singleton
final class Notices {
    /** Of no use once it is older: what it is about is gone from every log by then. */
    private static final Duration KEPT = Duration.ofDays(90);

    private final SafetyIdentifiers identifiers;
    private final Catalogue catalogue;
    private final Flags flags;
    private final PresentRules rules;
    private final CaseView view;
    private final CaseNews news;
    private final Commands commands;
    private final InstantSource clock;

    Notices(
            SafetyIdentifiers identifiers,
            Catalogue catalogue,
            Flags flags,
            PresentRules rules,
            CaseView view,
            CaseNews news,
            Commands commands,
            InstantSource clock) {
        this.identifiers = identifiers;
        this.catalogue = catalogue;
        this.flags = flags;
        this.rules = rules;
        this.view = view;
        this.news = news;
        this.commands = commands;
        this.clock = clock;
    }

    /** @return the case that has it now */
    CaseSummary report(ReportNotice wish, Actor.Member me, Command command) throws SQLException {
        UUID account = identifiers.whoIs(wish.safetyIdentifier(), providers(wish));
        if (account == null) {
            throw new Refused(
                    HttpStatus.UNPROCESSABLE_ENTITY,
                    "identifier_unknown",
                    "No account of ours has this safety identifier. Compare it with what the provider wrote; an account that"
                            + " was deleted cannot be found by it any more.");
        }
        return commands.once(command, wish, CaseSummary.class, transaction -> {
            Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
            Flags.Raised raised = flags.raise(transaction, flag(transaction, wish, account, now));
            UUID caseId = raised.caseId();
            if (caseId == null) {
                throw new Refused(
                        HttpStatus.CONFLICT,
                        "allow_listed",
                        "This account is on the allow-list, so nothing counts against it. Take it off first.");
            }
            if (raised.first()) {
                String words =
                        wish.provider() + ", " + wish.reference() + (wish.words() == null ? "" : ": " + wish.words());
                Timeline.add(
                        transaction, caseId, now, Timeline.Kind.NOTICED, me.member(), words, "flag:" + raised.flag());
            }
            news.record(transaction, me, "notice", caseId, command.requestId(), Map.of("provider", wish.provider()));
            return view.summary(transaction, Objects.requireNonNull(CaseTable.find(transaction, caseId)), now);
        });
    }

    /** Whoever complains may call themselves otherwise than our catalogue does. */
    private Set<String> providers(ReportNotice wish) {
        Set<String> providers = new TreeSet<>(Set.of(wish.provider()));
        catalogue.models().stream()
                .flatMap(model -> model.upstreams().stream())
                .forEach(upstream -> providers.add(upstream.provider().subprocessor()));
        return providers;
    }

    private Flag flag(Connection transaction, ReportNotice wish, UUID account, Instant now) throws SQLException {
        // The same complaint twice is one.
        String name = "notice of " + wish.provider() + " about " + account + ": " + wish.reference();
        return rules.of(transaction, Flags.PROVIDER_NOTICE)
                .counting()
                .flag(
                        UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)),
                        new Entity.Account(account),
                        1,
                        now,
                        now,
                        now.plus(KEPT),
                        Map.of(Flag.EVENTS, 1L, Flag.ACCOUNTS, 1L));
    }
}
