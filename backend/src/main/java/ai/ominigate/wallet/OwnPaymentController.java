package ai.ominigate.wallet;

import ai.ominigate.customer.door.Permission;
import ai.ominigate.customer.door.Permitted;
import ai.ominigate.customer.door.Requester;
import ai.ominigate.model.Page;
import ai.ominigate.model.Usd;
import ai.ominigate.model.own.AskTopUp;
import ai.ominigate.model.own.AskedTopUp;
import ai.ominigate.model.own.ChangeAutomaticTopUp;
import ai.ominigate.model.own.OwnAutomaticTopUp;
import ai.ominigate.model.own.OwnPayment;
import ai.ominigate.model.own.PageElsewhere;
import ai.ominigate.model.own.TopUpQuote;
import ai.ominigate.payment.AutomaticTopUps.Automatic;
import ai.ominigate.rest.Command;
import ai.ominigate.rest.Commands;
import ai.ominigate.rest.Cursor;
import ai.ominigate.rest.PageRequest;
import ai.ominigate.rest.Refused;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Put;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.annotation.Status;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** How an account pays in. Cards are Stripe's: whoever pays does so on its page. */
@Controller("/api/v1")
@ExecuteOn(TaskExecutors.BLOCKING)
@Permitted(Permission.SEE_BILLING)
final class OwnPaymentController {
    private final Payments payments;
    private final Commands commands;

    OwnPaymentController(Payments payments, Commands commands) {
        this.payments = payments;
        this.commands = commands;
    }

    /** What a top-up of this much credit costs. */
    @Get("/top-ups/quote")
    TopUpQuote quote(@QueryValue String amount) {
        return payments.quote(usd(amount));
    }

    private static long usd(String text) {
        try {
            return Usd.parse(text).nanos();
        } catch (IllegalArgumentException e) {
            throw Refused.invalid(String.valueOf(e.getMessage()));
        }
    }

    /** What a command has begun. */
    record Begun(UUID topUp) {}

    /** Begins a top-up; a person pays it on the page that the answer names. */
    @Post("/top-ups")
    @Status(HttpStatus.CREATED)
    @Permitted(Permission.PAY)
    AskedTopUp ask(@Body AskTopUp wish, Command command, Requester me) throws SQLException {
        Begun begun = commands.once(
                command,
                wish,
                Begun.class,
                transaction -> new Begun(
                        payments.ask(transaction, me.account(), wish.amount().nanos(), wish.currency())));
        Locale language =
                me instanceof Requester.SignedIn person ? person.member().language() : Locale.ENGLISH;
        String checkout =
                payments.checkout(me.account(), begun.topUp(), language).toString();
        return new AskedTopUp(payments.look(me.account(), begun.topUp()), checkout);
    }

    /** A top-up, after Stripe was asked what became of it. */
    @Get("/top-ups/{id}")
    OwnPayment topUp(@PathVariable UUID id, Requester me) throws SQLException {
        return payments.look(me.account(), id);
    }

    /** Top-ups, paid and others, the newest first. */
    @Get("/payments")
    Page<OwnPayment> payments(PageRequest page, Requester me) throws SQLException {
        Cursor after = page.after();
        return page.of(
                payments.list(me.account(), after == null ? null : after.uuid(0), page.rows()),
                payment -> payment,
                payment -> List.of(payment.id()));
    }

    /** Where the receipt of a payment is. */
    @Get("/payments/{id}/receipt")
    PageElsewhere receipt(@PathVariable UUID id, Requester me) throws SQLException {
        return new PageElsewhere(payments.receipt(me.account(), id).toString());
    }

    /** A page where people see receipts and change their cards. */
    @Post("/payments/cards")
    @Permitted(Permission.PAY)
    PageElsewhere cards(Requester me) throws SQLException {
        return new PageElsewhere(payments.cards(me.account()).toString());
    }

    /** Whether and how the account tops up by itself. */
    @Get("/automatic-top-up")
    OwnAutomaticTopUp automatic(Requester me) throws SQLException {
        return details(payments.automatic(me.account()));
    }

    /** Has the account top up by itself from now on, or not; begins anew what had stopped. */
    @Put("/automatic-top-up")
    @Permitted(Permission.PAY)
    OwnAutomaticTopUp change(@Body ChangeAutomaticTopUp wish, Command command, Requester me) throws SQLException {
        return commands.once(
                command,
                wish,
                OwnAutomaticTopUp.class,
                transaction -> details(payments.change(
                        transaction,
                        me.account(),
                        wish.enabled(),
                        wish.threshold().nanos(),
                        wish.amount().nanos(),
                        wish.perMonth().nanos())));
    }

    private static OwnAutomaticTopUp details(@Nullable Automatic wish) {
        return wish == null
                ? new OwnAutomaticTopUp(false, Usd.ZERO, Usd.ZERO, Usd.ZERO, 0, null, null)
                : new OwnAutomaticTopUp(
                        wish.enabled(),
                        usd(wish.thresholdCents()),
                        usd(wish.amountCents()),
                        usd(wish.monthCents()),
                        wish.failures(),
                        wish.stoppedBecause(),
                        wish.restsUntil());
    }

    private static Usd usd(long cents) {
        return new Usd(Payments.nanos(cents));
    }
}
