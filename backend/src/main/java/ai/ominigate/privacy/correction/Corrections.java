package ai.ominigate.privacy.correction;

import ai.ominigate.accounts.Accounts.EmailInUse;
import ai.ominigate.accounts.OwnerFields;
import ai.ominigate.credential.Email;
import ai.ominigate.customer.identity.EmailChanges;
import ai.ominigate.customer.identity.Members;
import ai.ominigate.mail.Outbox;
import ai.ominigate.mail.Template;
import ai.ominigate.model.privacy.CorrectedField;
import ai.ominigate.model.privacy.RequestType;
import ai.ominigate.payment.PersonAtStripe;
import ai.ominigate.platform.Transaction;
import ai.ominigate.privacy.identity.AddressChange;
import ai.ominigate.privacy.identity.Links;
import ai.ominigate.privacy.request.Assignment;
import ai.ominigate.privacy.request.LegOutcome;
import ai.ominigate.privacy.request.RequestWork;
import ai.ominigate.staff.rights.Actor;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Does what a request for correction changes. What is done and that it is done are one transaction, so a leg that is done
 * again, or was killed, is done once.
 *
 * <p>An address takes its time: both mailboxes confirm it, then it changes, then the old one can have it back for a while.
 * Only what stands after that is told to Stripe.
 */
@Singleton
final class Corrections implements AddressChange {
    static final String NAME = "correct-name";
    static final String CONFIRM = "confirm-address";
    static final String ADDRESS = "correct-address";
    static final String REDIRECT = "redirect-letters";
    static final String REVERT = "let-revert";
    static final String STRIPE = "stripe";

    /** Both mailboxes have so much time to confirm. */
    static final Duration CONFIRMED_WITHIN = Duration.ofDays(14);

    /** Whoever has not by then is asked once more. */
    static final Duration REMINDED_AFTER = Duration.ofDays(7);

    /** The old one has so much to take it back. */
    static final Duration REVERTIBLE_FOR = Duration.ofHours(72);

    private static final Duration STRIPE_ASKED_EVERY = Duration.ofMinutes(10);
    private static final Duration TOLD_AGAIN = Duration.ofDays(7);

    private final Members members;
    private final EmailChanges emailChanges;
    private final OwnerFields fields;
    private final CorrectionTable table;
    private final RequestWork work;
    private final Links links;
    private final Outbox outbox;
    private final PersonAtStripe atStripe;
    private final DataSource dataSource;

    Corrections(
            Members members,
            EmailChanges emailChanges,
            OwnerFields fields,
            CorrectionTable table,
            RequestWork work,
            Links links,
            Outbox outbox,
            PersonAtStripe atStripe,
            DataSource dataSource) {
        this.members = members;
        this.emailChanges = emailChanges;
        this.fields = fields;
        this.table = table;
        this.work = work;
        this.links = links;
        this.outbox = outbox;
        this.atStripe = atStripe;
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
    }

    LegOutcome perform(Assignment assignment, String leg) throws SQLException {
        UUID request = assignment.request();
        return switch (leg) {
            case NAME -> with(request, CorrectedField.NAME, this::correctName);
            case CONFIRM -> with(request, CorrectedField.EMAIL, (tx, it) -> askBoth(tx, it, assignment));
            case ADDRESS -> with(request, CorrectedField.EMAIL, this::correctAddress);
            case REDIRECT -> with(request, CorrectedField.EMAIL, this::redirectLetters);
            case REVERT -> with(request, CorrectedField.EMAIL, (tx, it) -> letRevert(tx, it, assignment));
            case STRIPE -> tellStripe(assignment);
            default -> throw new IllegalArgumentException("a correction has no leg " + leg);
        };
    }

    @FunctionalInterface
    private interface Deed {
        LegOutcome in(Connection transaction, Correction correction) throws SQLException;
    }

    private LegOutcome with(UUID request, CorrectedField field, Deed deed) throws SQLException {
        return Transaction.run(dataSource, transaction -> {
            // The request first, as links do, so that the two never wait for each other.
            work.lock(transaction, request, RequestType.CORRECTION);
            Correction correction = table.lock(transaction, request, field);
            return correction == null
                    ? new LegOutcome.NotApplicable("The person is forgotten, and what was to be corrected with them.")
                    : deed.in(transaction, correction);
        });
    }

    private LegOutcome correctName(Connection transaction, Correction correction) throws SQLException {
        if (correction.appliedAt() == null) {
            OwnerFields.Now now = fields.lock(transaction, correction.account());
            if (now == null) {
                return closed();
            }
            fields.rename(transaction, correction.account(), correction.after(), because(correction));
            table.applied(transaction, correction, now.name(), work.now());
        }
        return new LegOutcome.Succeeded(Map.of("fields", 1));
    }

    private static LegOutcome closed() {
        return new LegOutcome.NotApplicable("The account is closed.");
    }

    private static String because(Correction correction) {
        return "request:" + correction.request();
    }

    private LegOutcome askBoth(Connection transaction, Correction correction, Assignment assignment)
            throws SQLException {
        if (correction.isConfirmed()) {
            return new LegOutcome.Succeeded(Map.of("mailboxes", correction.oldNeeded() ? 2 : 1));
        }
        Instant now = work.now();
        Instant askedAt = correction.askedAt();
        if (askedAt == null) {
            ask(transaction, correction, assignment, now.plus(CONFIRMED_WITHIN));
            table.asked(transaction, correction, now);
            askedAt = now;
        }
        Instant until = askedAt.plus(CONFIRMED_WITHIN);
        if (!until.isAfter(now)) {
            return new LegOutcome.NotApplicable(
                    "Not both mailboxes have confirmed in time, so the address stays as it is.");
        }
        Instant reminder = askedAt.plus(REMINDED_AFTER);
        if (correction.remindedAt() == null && !reminder.isAfter(now)) {
            remind(transaction, correction, assignment, until);
            table.reminded(transaction, correction, now);
        }
        return new LegOutcome.Waiting(
                reminder.isAfter(now) ? reminder : until,
                "Whoever reads the mailboxes has to confirm the new address.");
    }

    /** Asks those mailboxes once more that have not confirmed. */
    private void remind(Connection transaction, Correction correction, Assignment assignment, Instant until)
            throws SQLException {
        if (correction.oldNeeded() && correction.oldConfirmedAt() == null) {
            askAgain(transaction, correction, assignment, Objects.requireNonNull(correction.before()), End.OLD, until);
        }
        if (correction.newConfirmedAt() == null) {
            askAgain(transaction, correction, assignment, correction.after(), End.NEW, until);
        }
    }

    private void askAgain(
            Connection transaction,
            Correction correction,
            Assignment assignment,
            String address,
            End end,
            Instant until)
            throws SQLException {
        String link = links.confirm(transaction, correction.request(), correction.account(), end, until);
        write(transaction, assignment, address, Template.CORRECTION_REMINDER, until, link);
    }

    private void ask(Connection transaction, Correction correction, Assignment assignment, Instant until)
            throws SQLException {
        if (correction.oldNeeded()) {
            write(
                    transaction,
                    assignment,
                    Objects.requireNonNull(correction.before()),
                    Template.CORRECTION_CONFIRM_OLD,
                    until,
                    links.confirm(transaction, correction.request(), correction.account(), End.OLD, until));
        }
        write(
                transaction,
                assignment,
                correction.after(),
                Template.CORRECTION_CONFIRM_NEW,
                until,
                links.confirm(transaction, correction.request(), correction.account(), End.NEW, until));
    }

    private void write(
            Connection transaction,
            Assignment assignment,
            String address,
            Template template,
            Instant until,
            String link)
            throws SQLException {
        Map<String, String> values =
                Map.of("until", Words.in(assignment.language()).moment(until), "link", link);
        work.write(transaction, assignment.request(), address, template, values);
    }

    @Override
    public boolean confirmed(Connection transaction, UUID request, End end) throws SQLException {
        work.lock(transaction, request, RequestType.CORRECTION);
        Correction correction = table.lock(transaction, request, CorrectedField.EMAIL);
        if (correction == null || correction.askedAt() == null || correction.appliedAt() != null) {
            return false;
        }
        if (end == End.OLD) {
            table.oldConfirmed(transaction, correction, work.now());
        } else {
            table.newConfirmed(transaction, correction, work.now());
        }
        work.tell(transaction, request, RequestWork.Event.ADDRESS_CONFIRMED, new Actor.Automatic(), end.name(), null);
        work.wake(transaction, request, CONFIRM);
        return true;
    }

    private LegOutcome correctAddress(Connection transaction, Correction correction) throws SQLException {
        if (correction.appliedAt() == null) {
            if (!correction.isConfirmed()) {
                return new LegOutcome.NotApplicable("Not both mailboxes have confirmed.");
            }
            OwnerFields.Now now = fields.lock(transaction, correction.account());
            if (now == null) {
                return closed();
            }
            if (!Objects.equals(now.email(), correction.before())) {
                return new LegOutcome.NotApplicable(
                        "The account has got another address meanwhile, and nobody has agreed to change that one.");
            }
            if (!move(transaction, correction, correction.after(), correction.oldConfirmedAt() != null)) {
                return new LegOutcome.NotApplicable("Somebody else has got this address meanwhile.");
            }
            table.applied(transaction, correction, now.email(), work.now());
        }
        return new LegOutcome.Succeeded(Map.of("fields", 1));
    }

    /** Letters that wait go where the person reads them. */
    private LegOutcome redirectLetters(Connection transaction, Correction correction) throws SQLException {
        String before = correction.before();
        if (!correction.stands() || before == null) {
            return new LegOutcome.NotApplicable("No address was replaced, so no letter goes elsewhere.");
        }
        if (correction.revertibleUntil() != null) {
            // What waits for the old mailbox by now is what lets it take the address back.
            return new LegOutcome.Succeeded(Map.of("letters", 0));
        }
        int letters = outbox.redirect(transaction, "account:" + correction.account(), before, correction.after());
        return new LegOutcome.Succeeded(Map.of("letters", letters));
    }

    private LegOutcome letRevert(Connection transaction, Correction correction, Assignment assignment)
            throws SQLException {
        String before = correction.before();
        if (correction.appliedAt() == null || before == null) {
            return new LegOutcome.NotApplicable("No address was replaced, so none can be taken back.");
        }
        if (correction.revertedAt() != null) {
            return new LegOutcome.Succeeded(Map.of("reverted", true));
        }
        Instant now = work.now();
        Instant until = correction.revertibleUntil();
        if (until == null) {
            until = now.plus(REVERTIBLE_FOR);
            String link = links.revert(transaction, correction.request(), correction.account(), until);
            write(transaction, assignment, before, Template.CORRECTION_REVERT, until, link);
            table.revertible(transaction, correction, until);
        }
        return until.isAfter(now)
                ? new LegOutcome.Waiting(until, "Whoever reads the old mailbox can take it back until then.")
                : new LegOutcome.Succeeded(Map.of("reverted", false));
    }

    @Override
    public boolean reverted(Connection transaction, UUID request) throws SQLException {
        work.lock(transaction, request, RequestType.CORRECTION);
        Correction correction = table.lock(transaction, request, CorrectedField.EMAIL);
        if (correction == null || !isRevertible(correction)) {
            return false;
        }
        String before = Objects.requireNonNull(correction.before());
        OwnerFields.Now now = fields.lock(transaction, correction.account());
        if (now == null || now.email() == null) {
            return false;
        }
        // Also if it was changed again meanwhile: whoever had it may have wanted to be out of reach. What was before is
        // the address that came by mistake or by somebody else: nobody is known by it.
        if (!move(transaction, correction, before, false)) {
            return false;
        }
        outbox.redirect(transaction, "account:" + correction.account(), now.email(), before);
        emailChanges.ownerPutBack(transaction, correction.account(), Objects.requireNonNull(correction.appliedAt()));
        table.reverted(transaction, correction, work.now());
        work.tell(transaction, request, RequestWork.Event.CORRECTION_REVERTED, new Actor.Automatic(), null, null);
        work.write(transaction, request, before, Template.CORRECTION_REVERTED, Map.of());
        work.wake(transaction, request, REVERT);
        return true;
    }

    /** The account's address, and what its owner signs in with; neither if somebody else has it. */
    private boolean move(Connection transaction, Correction correction, String to, boolean beforeIsTheirs)
            throws SQLException {
        Savepoint unchanged = transaction.setSavepoint();
        try {
            fields.changeEmail(transaction, correction.account(), to, beforeIsTheirs, because(correction));
        } catch (EmailInUse e) {
            return false;
        }
        if (members.moveOwner(transaction, correction.account(), Email.normal(to))) {
            return true;
        }
        transaction.rollback(unchanged);
        return false;
    }

    private boolean isRevertible(Correction correction) {
        Instant until = correction.revertibleUntil();
        return correction.stands() && until != null && until.isAfter(work.now());
    }

    /**
     * Tells Stripe what stands (GDPR, article 19). Where payments are off there is no key to tell it with: a person has to,
     * and is told so as long as it is. What is not known to be done is never settled by the passing of time.
     */
    private LegOutcome tellStripe(Assignment assignment) throws SQLException {
        record Standing(boolean stands, OwnerFields.@Nullable Now now) {}
        Standing standing = Transaction.run(
                dataSource,
                transaction -> new Standing(
                        table.of(transaction, assignment.request()).stream().anyMatch(Correction::stands),
                        fields.now(transaction, Objects.requireNonNull(assignment.account()))));
        if (!standing.stands()) {
            return new LegOutcome.NotApplicable("Nothing was changed in the end.");
        }
        OwnerFields.Now now = standing.now();
        if (now == null || now.stripeCustomer() == null) {
            return new LegOutcome.NotApplicable("Stripe knows no customer of this account.");
        }
        return switch (atStripe.correct(now.stripeCustomer(), now.email(), now.name())) {
            case DONE -> new LegOutcome.Succeeded(Map.of("told", "Stripe"));
            case NOT_THERE -> new LegOutcome.NotApplicable("Stripe knows no customer of this account any more.");
            case AWAY ->
                new LegOutcome.Waiting(
                        work.now().plus(STRIPE_ASKED_EVERY), "Stripe does not answer; it is asked again.");
            case REFUSED ->
                new LegOutcome.Failed("Stripe does not change the customer: look whether its key may write Customers.");
            case OFF ->
                new LegOutcome.Deferred(
                        work.now().plus(TOLD_AGAIN), "Change the customer's name and address in Stripe's dashboard.");
        };
    }

    /** What an account says of its owner now; null if it is closed. */
    OwnerFields.@Nullable Now now(Connection connection, UUID account) throws SQLException {
        return fields.now(connection, account);
    }
}
