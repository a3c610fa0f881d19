package ai.ominigate.staff.reveal;

import ai.ominigate.model.reveal.Purpose;
import ai.ominigate.model.reveal.RevealField;
import ai.ominigate.model.reveal.RevealedField;
import ai.ominigate.model.staff.RightNeeded;
import ai.ominigate.platform.UuidV7;
import ai.ominigate.rest.Command;
import ai.ominigate.rest.Commands;
import ai.ominigate.rest.Refused;
import ai.ominigate.staff.audit.Act;
import ai.ominigate.staff.audit.AuditLog;
import ai.ominigate.staff.identity.Colleagues;
import ai.ominigate.staff.live.LiveNews;
import ai.ominigate.staff.live.News;
import ai.ominigate.staff.rights.Actor;
import ai.ominigate.staff.rights.Capability;
import ai.ominigate.staff.rights.Mark;
import ai.ominigate.staff.rights.Rights;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import io.micronaut.http.HttpStatus;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Shows one value in clear to somebody who may see it and says what for, after it was written into the audit log. What
 * is refused is written there too. Blocks.
 */
@Singleton
final class Reveals {
    private static final Pattern NAME = Pattern.compile("([a-z]+(?:-[a-z]+)*):([A-Za-z0-9_-]{1,100})");

    private final Collection<Revealable> fields;
    private final Collection<CaseWork> cases;
    private final Emergencies emergencies;
    private final RevealSettings settings;
    private final Commands commands;
    private final Colleagues colleagues;
    private final AuditLog audit;
    private final LiveNews news;
    private final DataSource dataSource;
    private final InstantSource clock;

    Reveals(
            Collection<Revealable> fields,
            Collection<CaseWork> cases,
            Emergencies emergencies,
            RevealSettings settings,
            Commands commands,
            Colleagues colleagues,
            AuditLog audit,
            LiveNews news,
            DataSource dataSource,
            InstantSource clock) {
        this.fields = fields;
        this.cases = cases;
        this.emergencies = emergencies;
        this.settings = settings;
        this.commands = commands;
        this.colleagues = colleagues;
        this.audit = audit;
        this.news = news;
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.clock = clock;
    }

    /** A subject or a case: a kind and an opaque id. */
    private record Name(String kind, String id) {
        static @Nullable Name of(@Nullable String text) {
            Matcher match = NAME.matcher(text == null ? "" : text);
            return match.matches() ? new Name(match.group(1), match.group(2)) : null;
        }
    }

    /** A look as it is kept for whoever sends the same command again: without the value, which is read again. */
    private record Looked(UUID look, Instant at) {}

    /** Sent again with its key while the value may be shown, it is the same look; after that, there must be another. */
    RevealedField reveal(RevealField wish, Actor.Member me, Command command) throws SQLException {
        Name subject = Name.of(wish.subject());
        if (subject == null) {
            throw Refused.invalid("The field 'subject' is a kind and an id, as in account:019a1b2c-….");
        }
        Revealable field = field(subject, wish);
        try {
            Purpose purpose = purpose(wish);
            Looked looked = commands.once(command, wish, Looked.class, transaction -> {
                LookTable.Entry look = write(transaction, wish, field, purpose, me, command.requestId());
                return new Looked(look.id(), look.at());
            });
            requireToBeShown(looked, field, me);
            String value = field.read(subject.id());
            if (value == null) {
                throw Refused.notFound("There is no such value; that you looked was written down.");
            }
            return new RevealedField(
                    looked.look().toString(),
                    wish.subject(),
                    wish.field(),
                    value,
                    looked.at().plus(settings.shown()),
                    left(me.member()));
        } catch (Refused refused) {
            if (refused.status() != HttpStatus.NOT_FOUND) {
                audit.append(act(wish, me, Act.Outcome.REFUSED, command.requestId(), Map.of("code", refused.code())));
            }
            throw refused;
        }
    }

    /** By whoever may still see it now, before its time is over. */
    private void requireToBeShown(Looked looked, Revealable field, Actor.Member me) throws SQLException {
        if (!now().isBefore(looked.at().plus(settings.shown()))) {
            throw new Refused(
                    HttpStatus.CONFLICT,
                    "shown_before",
                    "This look is over. To see the value again is another look, with an Idempotency-Key of its own.");
        }
        try (Connection connection = dataSource.getConnection()) {
            mark(colleagues.hold(connection, me), field);
        }
    }

    /** How far this member may see the field. */
    private static Mark mark(Actor.Member me, Revealable field) {
        Capability needs = field.needs();
        Mark mark = Rights.of(me, needs);
        if (mark == Mark.NO) {
            throw Refused.forbidden(
                    "right_missing",
                    "Your role may not see this in clear.",
                    new RightNeeded(needs.name(), Rights.rolesWith(needs), false));
        }
        return mark;
    }

    /** Notes that a value that was shown has been copied, and will be somewhere else now. */
    void copied(UUID look, Actor.Member me, Command command) throws SQLException {
        commands.once(command, null, transaction -> {
            String subject = LookTable.copied(transaction, look, me.member(), now());
            if (subject == null) {
                throw Refused.notFound("You were not shown a value with this id.");
            }
            audit.append(
                    transaction,
                    new Act(
                            me,
                            "reveal.copy",
                            Act.Outcome.DONE,
                            subject,
                            null,
                            command.requestId(),
                            Map.of("look", look.toString())));
        });
    }

    private Revealable field(Name subject, RevealField wish) {
        return fields.stream()
                .filter(field -> field.subjectKind().equals(subject.kind()) && field.field() == wish.field())
                .findAny()
                .orElseThrow(() -> new Refused(
                        HttpStatus.UNPROCESSABLE_ENTITY,
                        "field_unknown",
                        "A subject of the kind '" + subject.kind() + "' has no field " + wish.field()
                                + " that can be shown."));
    }

    private static Purpose purpose(RevealField wish) {
        if (wish.purpose() == null) {
            throw new Refused(
                    HttpStatus.UNPROCESSABLE_ENTITY,
                    "purpose_missing",
                    "Say what you need it for, in the field 'purpose'.");
        }
        return wish.purpose();
    }

    private LookTable.Entry write(
            Connection transaction,
            RevealField wish,
            Revealable field,
            Purpose purpose,
            Actor.Member me,
            String request)
            throws SQLException {
        LookTable.lock(transaction, me.member());
        Instant now = now();
        Actor.Member held = colleagues.hold(transaction, me);
        Mark mark = mark(held, field);
        boolean inCase = isInCase(transaction, wish, me, field);
        boolean caseNeeded = mark == Mark.IN_CASE && !inCase;
        int usual = LookTable.usual(transaction, me.member(), today(now));
        UUID emergency = null;
        if (caseNeeded) {
            emergency = emergency(transaction, held, now, caseMissing());
        } else if (usual >= settings.perDay()) {
            emergency = emergency(transaction, held, now, spent(now));
        }
        LookTable.Entry look = new LookTable.Entry(
                UuidV7.at(now),
                me.member(),
                wish.subject(),
                wish.field(),
                purpose.name(),
                wish.caseName(),
                emergency,
                now);
        LookTable.insert(transaction, look);
        audit.append(transaction, act(wish, me, Act.Outcome.DONE, request, details(look)));
        if (emergency == null && usual + 1 == settings.alertAt()) {
            alert(transaction, me, request);
        }
        return look;
    }

    /** The emergency that a look beyond the usual is part of, as long as they might break the glass still. */
    private UUID emergency(Connection transaction, Actor.Member me, Instant now, Refused otherwise)
            throws SQLException {
        UUID emergency = emergencies.running(transaction, me.member(), now);
        if (emergency == null || !Rights.allows(me, Capability.BREAK_GLASS)) {
            throw otherwise;
        }
        if (LookTable.inEmergency(transaction, emergency) >= settings.perBreakGlass()) {
            throw spent(now);
        }
        return emergency;
    }

    private static Map<String, String> details(LookTable.Entry look) {
        Map<String, String> details = new TreeMap<>(Map.of("look", look.id().toString()));
        if (look.breakGlass() != null) {
            details.put("break-glass", look.breakGlass().toString());
        }
        return details;
    }

    /** A case that is named is checked, whether or not it is needed: it is written into the audit log. */
    private boolean isInCase(Connection transaction, RevealField wish, Actor.Member me, Revealable field)
            throws SQLException {
        if (wish.caseName() == null) {
            return false;
        }
        Name name = Name.of(wish.caseName());
        for (CaseWork work : cases) {
            if (name != null
                    && work.kind().equals(name.kind())
                    && work.covers(transaction, name.id(), me.member(), wish.subject())) {
                return true;
            }
        }
        Capability needs = field.needs();
        throw Refused.forbidden(
                "case_not_yours",
                "There is no open case of this name that you work on and that is about this subject.",
                new RightNeeded(needs.name(), Rights.rolesWith(needs), false));
    }

    private static Refused caseMissing() {
        return new Refused(
                HttpStatus.UNPROCESSABLE_ENTITY,
                "case_missing",
                "Your role may see this only in a case: name it in the field 'case'. In an emergency break the glass.");
    }

    private static Refused spent(Instant now) {
        return Refused.forNow(
                HttpStatus.TOO_MANY_REQUESTS,
                "reveal_budget_spent",
                "You have seen as many values in clear as one may in a day. In an emergency break the glass.",
                Duration.between(now, today(now).plus(1, ChronoUnit.DAYS)));
    }

    /** Tells those who watch over this that somebody looks at much. */
    private void alert(Connection transaction, Actor.Member me, String request) throws SQLException {
        String subject = "staff:" + me.member();
        audit.append(
                transaction,
                new Act(
                        new Actor.Automatic(),
                        "reveal.alert",
                        Act.Outcome.DONE,
                        subject,
                        null,
                        request,
                        Map.of("values", String.valueOf(settings.alertAt()), "of", String.valueOf(settings.perDay()))));
        news.tell(
                transaction,
                new News("reveal.alert", subject, null, new News.Audience.Having(Capability.OVERSEE_REVEALS)));
        news.tell(transaction, new News("reveal.alert", subject, null, new News.Audience.Only(me.member())));
    }

    private static Act act(
            RevealField wish, Actor.Member me, Act.Outcome outcome, String request, Map<String, String> details) {
        Map<String, String> all = new TreeMap<>(details);
        all.put("field", wish.field().name());
        Name name = Name.of(wish.caseName());
        String purpose = wish.purpose() == null ? null : wish.purpose().name();
        String why = purpose == null || name == null ? purpose : purpose + " " + wish.caseName();
        return new Act(me, "reveal.value", outcome, wish.subject(), why, request, all);
    }

    private int left(UUID member) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return Math.max(0, settings.perDay() - LookTable.usual(connection, member, today(now())));
        }
    }

    private static Instant today(Instant now) {
        return now.truncatedTo(ChronoUnit.DAYS);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
