package ai.ominigate.console.payments;

import ai.ominigate.console.control.Badge;
import ai.ominigate.console.control.DetailPane;
import ai.ominigate.console.control.Dialog;
import ai.ominigate.console.control.Dialogs;
import ai.ominigate.console.control.ErrorPane;
import ai.ominigate.console.control.Facts;
import ai.ominigate.console.control.Fields;
import ai.ominigate.console.control.ListModel;
import ai.ominigate.console.control.ListTabs;
import ai.ominigate.console.control.Meaning;
import ai.ominigate.console.control.ResourceList;
import ai.ominigate.console.control.SlaLabel;
import ai.ominigate.console.control.StateBadge;
import ai.ominigate.console.remote.Failure;
import ai.ominigate.console.shell.Command;
import ai.ominigate.console.shell.Desk;
import ai.ominigate.console.shell.Link;
import ai.ominigate.console.shell.Place;
import ai.ominigate.console.shell.Tools;
import ai.ominigate.console.view.Amounts;
import ai.ominigate.console.view.Text;
import ai.ominigate.model.Usd;
import ai.ominigate.model.billing.CreditCause;
import ai.ominigate.model.billing.CreditGift;
import ai.ominigate.model.billing.CreditGiftDetails;
import ai.ominigate.model.billing.CreditGiftState;
import ai.ominigate.model.billing.GiftState;
import ai.ominigate.model.payment.AutomaticTopUpDetails;
import ai.ominigate.model.payment.BooksComparison;
import ai.ominigate.model.payment.DifferenceKind;
import ai.ominigate.model.payment.PaymentDetails;
import ai.ominigate.model.payment.PaymentDifference;
import ai.ominigate.model.payment.PaymentDispute;
import ai.ominigate.model.payment.PaymentKind;
import ai.ominigate.model.payment.PaymentRefund;
import ai.ominigate.model.payment.PaymentRefundState;
import ai.ominigate.model.payment.PaymentState;
import ai.ominigate.model.payment.PaymentView;
import ai.ominigate.model.payment.PaymentsState;
import ai.ominigate.model.payment.ProviderReport;
import ai.ominigate.model.payment.ProviderUse;
import ai.ominigate.model.payment.ProviderUseVerdict;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.BooleanBinding;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.value.ObservableBooleanValue;
import javafx.fxml.FXML;
import javafx.scene.Parent;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.TabPane;
import javafx.scene.control.TextArea;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;

/** Finance's desk: lists in tabs below what waits for somebody, with the selected row's facts and what can be done about it beside them. */
public final class PaymentsView implements Desk {

    /** What is written in dialogs is so many lines high. */
    private static final int LINES = 3;

    private static final String ID = "payments";
    private static final int LONGEST_REASON = 500;

    private final Tools tools;
    private final Text text;
    private final PaymentsViewModel model;

    private final Command refund;
    private final Command settle;
    private final Command give;
    private final Command takeBack;
    private final Command receipt;
    private final VBox more = new VBox();
    private @Nullable ListTabs shown;
    private @Nullable PaymentView view;

    @FXML
    private VBox root;

    @FXML
    private FlowPane state;

    @FXML
    private TabPane tabs;

    @FXML
    private ResourceList<PaymentDetails> payments;

    @FXML
    private ResourceList<PaymentRefund> refunds;

    @FXML
    private ResourceList<PaymentDispute> disputes;

    @FXML
    private ResourceList<PaymentDifference> differences;

    @FXML
    private ResourceList<ProviderUse> usage;

    @FXML
    private ResourceList<BooksComparison> comparisons;

    @FXML
    private ResourceList<AutomaticTopUpDetails> automatic;

    @FXML
    private ResourceList<CreditGiftDetails> gifts;

    @FXML
    private DetailPane detail;

    private PaymentsView(Tools tools) {
        this.tools = tools;
        this.text = tools.text();
        this.model = new PaymentsViewModel(tools.calls());
        ObservableBooleanValue mayRefund =
                new SimpleBooleanProperty(tools.rights().has("REFUND_PAYMENTS"));
        BooleanBinding away = tools.calls().connection().lostProperty();
        this.refund = Command.of(
                        "payments.refund", text.get("payments.refund"), "E", canRefund(mayRefund), this::askRefund)
                .unless(away);
        this.settle = Command.of(
                        "payments.settle", text.get("payments.settle"), "S", canSettle(mayRefund), this::askSettle)
                .unless(away);
        this.give = Command.of(
                        "payments.give",
                        text.get("payments.give"),
                        "Shortcut+Shift+G",
                        new SimpleBooleanProperty(tools.rights().has("GIVE_CREDIT")),
                        this::askGive)
                .unless(away);
        boolean mayGive = tools.rights().has("GIVE_CREDIT");
        this.takeBack = Command.of(
                        "payments.take-back",
                        text.get("payments.take-back"),
                        "B",
                        Bindings.createBooleanBinding(
                                () -> {
                                    CreditGiftDetails gift =
                                            model.gifts().selectedProperty().get();
                                    return mayGive && gift != null && PaymentsViewModel.canTakeBack(gift);
                                },
                                model.gifts().selectedProperty()),
                        this::askTakeBack)
                .unless(away);
        this.receipt = Command.of(
                        "payments.receipt",
                        text.get("payments.receipt"),
                        "O",
                        Bindings.createBooleanBinding(
                                () -> {
                                    PaymentDetails payment =
                                            model.payments().selectedProperty().get();
                                    return payment != null && payment.charge() != null;
                                },
                                model.payments().selectedProperty()),
                        this::openReceipt)
                .unless(away);
    }

    /** Where it is. */
    public static Place place(Tools tools) {
        return Place.of(ID, "fth-dollar-sign", KeyCode.P, "VIEW_PAYMENTS")
                .opens(PaymentsView.class, tools, "payments.title", (own, _) -> new PaymentsView(own));
    }

    @FXML
    private void initialize() {
        showPayments();
        showRefunds();
        showDisputes();
        showDifferences();
        showUsage();
        showComparisons();
        showAutomatic();
        showGifts();
        more.getStyleClass().add("form");
        Map<String, ListModel<?>> lists = new LinkedHashMap<>();
        lists.put("payments", model.payments());
        lists.put("refunds", model.refunds());
        lists.put("disputes", model.disputes());
        lists.put("differences", model.differences());
        lists.put("comparisons", model.comparisons());
        lists.put("automatic", model.automatic());
        lists.put("gifts", model.gifts());
        lists.put("usage", model.usage());
        shown = new ListTabs(tabs, lists, this::showDetail);
        model.stateProperty().subscribe(this::showState);
        tools.moments().utcProperty().subscribe(_ -> lists().forEach(ResourceList::redraw));
        tools.events().listen("payment.", _ -> model.payments().noteNews(), model.payments()::noteNews);
    }

    private Stream<ResourceList<?>> lists() {
        return Stream.of(payments, refunds, disputes, differences, usage, comparisons, automatic, gifts);
    }

    private void showPayments() {
        payments.show(
                        model.payments(),
                        text,
                        tools.moments(),
                        text.get("payments.tab.payments"),
                        text.get("payments.none.payments"))
                .choose(
                        "state",
                        text.get("payments.state"),
                        named(PaymentState.values(), each -> text.get("payments.state." + each)))
                .choose(
                        "kind",
                        text.get("payments.kind"),
                        named(PaymentKind.values(), each -> text.get("payments.kind." + each)))
                .type("account", text.get("payments.account"))
                .type("payment", text.get("payments.stripe"))
                .type("from", text.get("payments.from"))
                .type("to", text.get("payments.to"))
                .time(text.get("payments.asked"), 120, "askedAt", PaymentDetails::askedAt)
                .state(text.get("payments.state"), 120, row -> state(row))
                .money(text.get("payments.credit"), 96, PaymentDetails::credit)
                .money(text.get("payments.refunded"), 104, PaymentDetails::refunded)
                .id(text.get("payments.account"), 136, PaymentDetails::account)
                .words(text.get("payments.kind"), 132, row -> text.get("payments.kind." + row.kind()));
    }

    private void showRefunds() {
        refunds.show(
                        model.refunds(),
                        text,
                        tools.moments(),
                        text.get("payments.tab.refunds"),
                        text.get("payments.none.refunds"))
                .choose(
                        "state",
                        text.get("payments.state"),
                        named(PaymentRefundState.values(), each -> text.get("payments.refund-state." + each)))
                .type("account", text.get("payments.account"))
                .time(text.get("payments.asked"), 130, "askedAt", PaymentRefund::askedAt)
                .state(text.get("payments.state"), 120, row -> state(row))
                .money(text.get("payments.amount"), 110, PaymentRefund::amount)
                .id(text.get("payments.account"), 140, PaymentRefund::account)
                .words(text.get("payments.cause"), 140, row -> text.get("payments.cause." + row.cause()));
    }

    private void showDisputes() {
        disputes.show(
                        model.disputes(),
                        text,
                        tools.moments(),
                        text.get("payments.tab.disputes"),
                        text.get("payments.none.disputes"))
                .choose("open", text.get("payments.state"), disputedOrNot())
                .type("account", text.get("payments.account"))
                .time(text.get("payments.opened"), 120, "openedAt", PaymentDispute::openedAt)
                .state(text.get("payments.state"), 120, row -> state(row))
                .state(text.get("payments.answer-by"), 160, row -> answer(row))
                .money(text.get("payments.amount"), 110, PaymentDispute::amount)
                .id(text.get("payments.account"), 140, PaymentDispute::account);
    }

    private void showDifferences() {
        Map<String, String> kinds = new LinkedHashMap<>();
        Stream.of(DifferenceKind.values())
                .forEach(each -> kinds.put(each.name(), text.get("payments.difference." + each)));
        differences
                .show(
                        model.differences(),
                        text,
                        tools.moments(),
                        text.get("payments.tab.differences"),
                        text.get("payments.none.differences"))
                .choose("open", text.get("payments.state"), openOrNot())
                .choose("kind", text.get("payments.what"), kinds)
                .type("account", text.get("payments.account"))
                .time(text.get("payments.found"), 130, "foundAt", PaymentDifference::foundAt)
                .state(text.get("payments.state"), 110, row -> settled(row.settledAt() != null))
                .words(text.get("payments.what"), 220, row -> text.get("payments.difference." + row.kind()))
                .money(text.get("payments.ours"), 110, PaymentDifference::ours)
                .money(text.get("payments.theirs"), 110, PaymentDifference::theirs);
    }

    private void showUsage() {
        usage.show(
                        model.usage(),
                        text,
                        tools.moments(),
                        text.get("payments.tab.usage"),
                        text.get("payments.none.usage"))
                .choose("open", text.get("payments.state"), openOrNot())
                .type("provider", text.get("payments.provider"))
                .words(text.get("payments.day"), 110, row -> row.day().toString())
                .words(text.get("payments.provider"), 110, ProviderUse::provider)
                .words(text.get("payments.model"), 160, ProviderUse::model)
                .state(text.get("payments.verdict"), 170, row -> verdict(row))
                .money(text.get("payments.ours"), 110, row -> row.ours().cost())
                .money(text.get("payments.theirs"), 110, row -> row.theirs().cost());
    }

    private void showComparisons() {
        comparisons
                .show(
                        model.comparisons(),
                        text,
                        tools.moments(),
                        text.get("payments.tab.comparisons"),
                        text.get("payments.none.comparisons"))
                .words(text.get("payments.day"), 110, row -> row.day().toString())
                .state(text.get("payments.state"), 150, row -> state(row))
                .count(text.get("payments.movements"), 110, row -> (long) row.movements())
                .money(text.get("payments.ours"), 110, BooksComparison::ours)
                .money(text.get("payments.theirs"), 110, BooksComparison::theirs);
    }

    private void showAutomatic() {
        Map<String, String> enabled = new LinkedHashMap<>();
        enabled.put("true", text.get("payments.automatic.on"));
        enabled.put("false", text.get("payments.automatic.off"));
        Map<String, String> stopped = new LinkedHashMap<>();
        stopped.put("true", text.get("payments.automatic.stopped"));
        stopped.put("false", text.get("payments.automatic.not-stopped"));
        automatic
                .show(
                        model.automatic(),
                        text,
                        tools.moments(),
                        text.get("payments.tab.automatic"),
                        text.get("payments.none.automatic"))
                .choose("enabled", text.get("payments.state"), enabled)
                .choose("stopped", text.get("payments.automatic.stopped"), stopped)
                .type("account", text.get("payments.account"))
                .time(text.get("payments.changed"), 120, null, AutomaticTopUpDetails::changedAt)
                .state(text.get("payments.state"), 120, row -> state(row))
                .money(text.get("payments.threshold"), 110, AutomaticTopUpDetails::threshold)
                .money(text.get("payments.amount"), 110, AutomaticTopUpDetails::amount)
                .money(text.get("payments.this-month"), 110, AutomaticTopUpDetails::thisMonth)
                .id(text.get("payments.account"), 140, AutomaticTopUpDetails::account);
    }

    private void showGifts() {
        gifts.show(
                        model.gifts(),
                        text,
                        tools.moments(),
                        text.get("payments.tab.gifts"),
                        text.get("payments.none.gifts"))
                .choose(
                        "state",
                        text.get("payments.state"),
                        named(GiftState.values(), each -> text.get("payments.gift." + each)))
                .type("account", text.get("payments.account"))
                .time(text.get("payments.given"), 120, "at", CreditGiftDetails::at)
                .state(text.get("payments.state"), 140, row -> state(row))
                .money(text.get("payments.amount"), 110, CreditGiftDetails::amount)
                .money(text.get("payments.left"), 110, CreditGiftDetails::left)
                .id(text.get("payments.account"), 140, CreditGiftDetails::account);
    }

    private static <E extends Enum<E>> Map<String, String> named(E[] values, Function<E, String> words) {
        Map<String, String> named = new LinkedHashMap<>();
        for (E each : values) {
            named.put(each.name(), words.apply(each));
        }
        return named;
    }

    private Map<String, String> disputedOrNot() {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("true", text.get("payments.open"));
        values.put("false", text.get("payments.dispute.closed"));
        return values;
    }

    // What waits for somebody

    private Badge next(Instant comparison) {
        String when = tools.moments().relative(comparison);
        return comparison.isBefore(tools.moments().now())
                ? new Badge(Meaning.WAITING, text.get("payments.compared.late", when))
                : new Badge(Meaning.INFORMATION, text.get("payments.compared.next", when));
    }

    private void showState(@Nullable PaymentsState now) {
        state.getChildren().clear();
        state.setManaged(now != null);
        if (now == null) {
            return;
        }
        state.getChildren()
                .add(new StateBadge(
                        now.on()
                                ? new Badge(Meaning.GOOD, text.get("payments.on"))
                                : new Badge(Meaning.WAITING, text.get("payments.off"))));
        BooksComparison last = now.lastComparison();
        if (last != null) {
            state.getChildren()
                    .add(new StateBadge(new Badge(
                            state(last).meaning(),
                            text.get(
                                    "payments.compared",
                                    tools.moments().relative(last.at()),
                                    state(last).words()))));
        }
        if (now.nextComparison() != null) {
            state.getChildren().add(new StateBadge(next(now.nextComparison())));
        }
        waits(text.get("payments.waits.payments", now.openPayments()), now.openPayments(), Meaning.INFORMATION);
        waits(text.get("payments.waits.refunds", now.openRefunds()), now.openRefunds(), Meaning.INFORMATION);
        waits(
                text.get("payments.waits.disputes", now.openDisputes(), now.unansweredDisputes()),
                now.openDisputes(),
                now.unansweredDisputes() > 0 ? Meaning.BAD : Meaning.WAITING);
        waits(text.get("payments.waits.differences", now.openDifferences()), now.openDifferences(), Meaning.WAITING);
        waits(text.get("payments.waits.events", now.waitingEvents()), now.waitingEvents(), Meaning.WAITING);
    }

    private void waits(String words, int count, Meaning meaning) {
        if (count > 0) {
            state.getChildren().add(new StateBadge(new Badge(meaning, words)));
        }
    }

    private Map<String, String> openOrNot() {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("true", text.get("payments.open"));
        values.put("false", text.get("payments.settled"));
        return values;
    }

    // States

    private Badge state(PaymentDetails payment) {
        Meaning meaning = switch (payment.state()) {
            case ASKED, OPEN -> Meaning.WAITING;
            case PAID -> Meaning.GOOD;
            case FAILED, REFUSED -> Meaning.BAD;
            case EXPIRED, RETURNED -> Meaning.QUIET;
        };
        return new Badge(meaning, text.get("payments.state." + payment.state()));
    }

    private Badge state(PaymentRefund one) {
        Meaning meaning = switch (one.state()) {
            case PREPARED, PENDING -> Meaning.WAITING;
            case PAID -> Meaning.GOOD;
            case FAILED -> Meaning.BAD;
        };
        return new Badge(meaning, text.get("payments.refund-state." + one.state()));
    }

    private Badge state(PaymentDispute one) {
        if (one.warning()) {
            return new Badge(Meaning.WAITING, text.get("payments.dispute.warning"));
        }
        return one.closedAt() == null
                ? new Badge(Meaning.BAD, text.get("payments.dispute.open"))
                : new Badge(Meaning.QUIET, text.get("payments.dispute.closed"));
    }

    /** How much of the time to answer a bank is left; null where it takes no answer, or was answered. */
    private @Nullable Badge answer(PaymentDispute one) {
        if (one.evidence() == null || one.answerBy() == null || one.closedAt() != null) {
            return null;
        }
        return switch (one.evidence()) {
            case NONE, DRAFTED -> SlaLabel.badge(one.openedAt(), one.answerBy(), text, tools.moments());
            case SENT -> new Badge(Meaning.GOOD, text.get("payments.evidence.SENT"));
            case TOO_LATE -> new Badge(Meaning.BAD, text.get("payments.evidence.TOO_LATE"));
        };
    }

    private Badge state(BooksComparison night) {
        if (night.failure() != null) {
            return new Badge(Meaning.BAD, text.get("payments.night.failed"));
        }
        return night.differences() == 0
                ? new Badge(Meaning.GOOD, text.get("payments.night.agrees"))
                : new Badge(Meaning.WAITING, text.get("payments.night.differences", night.differences()));
    }

    private Badge state(AutomaticTopUpDetails wish) {
        if (wish.stoppedBecause() != null) {
            return new Badge(Meaning.BAD, text.get("payments.automatic.stopped"));
        }
        return wish.enabled()
                ? new Badge(Meaning.GOOD, text.get("payments.automatic.on"))
                : new Badge(Meaning.QUIET, text.get("payments.automatic.off"));
    }

    private Badge state(CreditGiftDetails gift) {
        Meaning meaning = switch (gift.state()) {
            case PROPOSED -> Meaning.WAITING;
            case GIVEN -> Meaning.GOOD;
            case TAKEN_BACK -> Meaning.QUIET;
        };
        return new Badge(meaning, text.get("payments.gift." + gift.state()));
    }

    private Badge settled(boolean is) {
        return is
                ? new Badge(Meaning.QUIET, text.get("payments.settled"))
                : new Badge(Meaning.WAITING, text.get("payments.open"));
    }

    private Badge verdict(ProviderUse use) {
        Meaning meaning = use.verdict() == ProviderUseVerdict.AGREES
                ? Meaning.GOOD
                : use.settledAt() == null ? Meaning.WAITING : Meaning.QUIET;
        return new Badge(meaning, text.get("payments.verdict." + use.verdict()));
    }

    // Detail

    private ListModel<?> list() {
        return Objects.requireNonNull(shown).list();
    }

    private void showDetail() {
        model.forgetView();
        switch (shown == null ? null : shown.selected()) {
            case PaymentDetails payment -> show(payment);
            case PaymentRefund one -> show(one);
            case PaymentDispute dispute -> show(dispute);
            case PaymentDifference difference -> show(difference);
            case ProviderUse use -> show(use);
            case BooksComparison night -> show(night);
            case AutomaticTopUpDetails wish -> show(wish);
            case CreditGiftDetails gift -> show(gift);
            case null, default -> showNothing();
        }
    }

    private void showNothing() {
        String tab = shown == null ? "" : shown.shown();
        Label hint = Dialogs.wrapped(text.get("payments.hint"));
        hint.getStyleClass().add("quiet");
        switch (tab) {
            case "usage" -> {
                more.getChildren().clear();
                detail.show(text.get("payments.providers"), more, hint);
                model.providers(this::showProviders, this::showFailure);
            }
            case "gifts" -> detail.show(text.get("payments.tab.gifts"), hint, DetailPane.buttons(give.button()));
            default -> detail.hint(text.get("payments.hint"));
        }
    }

    private void showProviders(List<ProviderReport> reports) {
        more.getChildren().clear();
        if (reports.isEmpty()) {
            more.getChildren().add(Dialogs.wrapped(text.get("payments.providers.none")));
        }
        for (ProviderReport report : reports) {
            Badge badge = report.failure() == null
                    ? report.open() == 0
                            ? new Badge(Meaning.GOOD, text.get("payments.night.agrees"))
                            : new Badge(Meaning.WAITING, text.get("payments.night.differences", report.open()))
                    : new Badge(Meaning.BAD, text.get("payments.night.failed"));
            more.getChildren()
                    .add(facts().words(text.get("payments.provider"), report.provider())
                            .state(text.get("payments.state"), badge)
                            .words(
                                    text.get("payments.compared.to"),
                                    report.comparedTo() == null
                                            ? null
                                            : report.comparedTo().toString())
                            .time(text.get("payments.compared.at"), report.comparedAt())
                            .time(text.get("payments.compared.then"), report.nextAt())
                            .words(text.get("payments.failure"), report.failure()));
        }
    }

    private void showFailure(Failure failure) {
        more.getChildren().setAll(new ErrorPane(failure, text, tools.moments(), this::showDetail));
    }

    private Facts facts() {
        return new Facts(text, tools.moments());
    }

    private void show(PaymentDetails payment) {
        detail.show(
                text.get("payments.payment.of", Amounts.words(payment.credit(), text.locale())),
                facts().state(text.get("payments.state"), state(payment))
                        .money(text.get("payments.credit"), payment.credit())
                        .money(text.get("payments.fee"), payment.fee())
                        .money(text.get("payments.tax"), payment.tax())
                        .words(text.get("payments.kind"), text.get("payments.kind." + payment.kind()))
                        .time(text.get("payments.asked"), payment.askedAt())
                        .time(text.get("payments.settled.at"), payment.settledAt())
                        .words(text.get("payments.failure"), payment.failure())
                        .copied(text.get("payments.account"), payment.account())
                        .copied(text.get("payments.stripe"), payment.payment())
                        .copied(text.get("payments.id"), payment.id()),
                more,
                DetailPane.buttons(refund.button(), receipt.button()));
        view = null;
        more.getChildren().clear();
        model.view(payment, this::showMore, this::showFailure);
    }

    private void showMore(PaymentView all) {
        view = all;
        Locale locale = text.locale();
        more.getChildren()
                .setAll(facts().money(text.get("payments.refundable"), all.refundable())
                        .words(
                                text.get("payments.receipt.there"),
                                text.get(all.receipt() ? "payments.yes" : "payments.no")));
        part(
                text.get("payments.tab.refunds"),
                all.refunds().stream()
                        .map(each -> text.get(
                                "payments.line",
                                Amounts.words(each.amount(), locale),
                                state(each).words(),
                                tools.moments().relative(each.askedAt())))
                        .toList());
        part(
                text.get("payments.tab.disputes"),
                all.disputes().stream()
                        .map(each -> text.get(
                                "payments.line",
                                Amounts.words(each.amount(), locale),
                                state(each).words(),
                                tools.moments().relative(each.openedAt())))
                        .toList());
        part(
                text.get("payments.lots"),
                all.lots().stream()
                        .map(each -> text.get(
                                "payments.lot",
                                Amounts.words(each.left(), locale),
                                Amounts.words(each.credited(), locale)))
                        .toList());
        part(
                text.get("payments.entries"),
                all.entries().stream()
                        .map(each -> text.get(
                                "payments.line",
                                Amounts.words(each.amount(), locale),
                                each.kind(),
                                each.ledgerAccount()))
                        .toList());
    }

    private void part(String title, List<String> lines) {
        if (lines.isEmpty()) {
            return;
        }
        Label heading = new Label(title);
        heading.getStyleClass().add("field-name");
        VBox part = new VBox(heading);
        part.getStyleClass().add("words");
        lines.forEach(line -> part.getChildren().add(Dialogs.wrapped(line)));
        more.getChildren().add(part);
    }

    private void show(BooksComparison night) {
        detail.show(
                text.get("payments.night.of", night.day().toString()),
                facts().state(text.get("payments.state"), state(night))
                        .time(text.get("payments.compared.at"), night.at())
                        .words(text.get("payments.movements"), Amounts.words(night.movements(), text.locale()))
                        .money(text.get("payments.ours"), night.ours())
                        .money(text.get("payments.theirs"), night.theirs())
                        .words(text.get("payments.failure"), night.failure()));
    }

    private void show(AutomaticTopUpDetails wish) {
        detail.show(
                text.get("payments.tab.automatic"),
                facts().state(text.get("payments.state"), state(wish))
                        .money(text.get("payments.threshold"), wish.threshold())
                        .money(text.get("payments.amount"), wish.amount())
                        .money(text.get("payments.per-month"), wish.perMonth())
                        .money(text.get("payments.this-month"), wish.thisMonth())
                        .words(text.get("payments.failures"), Amounts.words(wish.failures(), text.locale()))
                        .words(text.get("payments.stopped.because"), wish.stoppedBecause())
                        .time(text.get("payments.rests"), wish.restsUntil())
                        .time(text.get("payments.changed"), wish.changedAt())
                        .copied(text.get("payments.account"), wish.account()));
    }

    private void show(CreditGiftDetails gift) {
        detail.show(
                text.get("payments.gift.of", Amounts.words(gift.amount(), text.locale())),
                facts().state(text.get("payments.state"), state(gift))
                        .money(text.get("payments.left"), gift.left())
                        .money(text.get("payments.taken-back"), gift.takenBack())
                        .words(
                                text.get("payments.cause"),
                                gift.cause() == null ? null : text.get("payments.credit-cause." + gift.cause()))
                        .words(text.get("payments.why"), gift.reason())
                        .words(
                                text.get("payments.by"),
                                gift.by() == null ? null : gift.by().name())
                        .time(text.get("payments.given"), gift.at())
                        .time(text.get("payments.expires"), gift.expiresAt())
                        .copied(text.get("payments.account"), gift.account())
                        .copied(text.get("payments.approval"), gift.approval()),
                DetailPane.buttons(takeBack.button(), give.button()));
    }

    private void show(PaymentRefund one) {
        detail.show(
                text.get("payments.refund.of", Amounts.words(one.amount(), text.locale())),
                facts().state(text.get("payments.state"), state(one))
                        .money(text.get("payments.amount"), one.amount())
                        .words(text.get("payments.cause"), text.get("payments.cause." + one.cause()))
                        .time(text.get("payments.asked"), one.askedAt())
                        .time(text.get("payments.settled.at"), one.settledAt())
                        .words(text.get("payments.failure"), one.failure())
                        .copied(text.get("payments.account"), one.account())
                        .copied(text.get("payments.payment"), one.payment())
                        .copied(text.get("payments.stripe"), one.refund())
                        .copied(text.get("payments.id"), one.id()));
    }

    private void show(PaymentDispute dispute) {
        detail.show(
                text.get("payments.dispute.of", Amounts.words(dispute.amount(), text.locale())),
                facts().state(text.get("payments.state"), state(dispute))
                        .words(text.get("payments.stripe.status"), dispute.status())
                        .words(text.get("payments.stripe.reason"), dispute.reason())
                        .words(
                                text.get("payments.evidence"),
                                dispute.evidence() == null ? null : text.get("payments.evidence." + dispute.evidence()))
                        .time(text.get("payments.answer-by"), dispute.answerBy())
                        .money(text.get("payments.amount"), dispute.amount())
                        .money(text.get("payments.taken"), dispute.taken())
                        .time(text.get("payments.opened"), dispute.openedAt())
                        .time(text.get("payments.closed"), dispute.closedAt())
                        .copied(text.get("payments.account"), dispute.account())
                        .copied(text.get("payments.payment"), dispute.payment())
                        .copied(text.get("payments.stripe"), dispute.id()));
    }

    private void show(PaymentDifference difference) {
        detail.show(
                text.get("payments.difference." + difference.kind()),
                facts().state(text.get("payments.state"), settled(difference.settledAt() != null))
                        .money(text.get("payments.ours"), difference.ours())
                        .money(text.get("payments.theirs"), difference.theirs())
                        .time(text.get("payments.found"), difference.foundAt())
                        .time(text.get("payments.seen"), difference.seenAt())
                        .words(
                                text.get("payments.failure"),
                                difference.reason() == null
                                        ? null
                                        : text.get("payments.difference-reason." + difference.reason()))
                        .time(text.get("payments.settled.at"), difference.settledAt())
                        .words(
                                text.get("payments.by"),
                                difference.settledBy() == null
                                        ? null
                                        : difference.settledBy().name())
                        .words(text.get("payments.note"), difference.note())
                        .copied(text.get("payments.account"), difference.account())
                        .copied(text.get("payments.payment"), difference.payment())
                        .copied(text.get("payments.stripe"), difference.object())
                        .copied(text.get("payments.id"), difference.id()),
                DetailPane.buttons(settle.button()));
    }

    private void show(ProviderUse use) {
        detail.show(
                use.model(),
                facts().state(text.get("payments.verdict"), verdict(use))
                        .words(text.get("payments.provider"), use.provider())
                        .words(text.get("payments.day"), use.day().toString())
                        .words(text.get("payments.ours"), counts(use.ours()))
                        .words(text.get("payments.theirs"), counts(use.theirs()))
                        .time(text.get("payments.found"), use.foundAt())
                        .time(text.get("payments.settled.at"), use.settledAt())
                        .words(text.get("payments.note"), use.note())
                        .copied(text.get("payments.id"), use.id()),
                DetailPane.buttons(settle.button()));
    }

    private String counts(ProviderUse.Counts counts) {
        String tokens = text.get("payments.tokens", counts.input(), counts.output());
        return counts.cost() == null
                ? tokens
                : text.get("payments.tokens.cost", tokens, Amounts.words(counts.cost(), text.locale()));
    }

    // Commands

    private BooleanBinding canRefund(ObservableBooleanValue may) {
        return Bindings.createBooleanBinding(
                () -> {
                    PaymentDetails selected =
                            model.payments().selectedProperty().get();
                    return may.get() && selected != null && PaymentsViewModel.canRefund(selected);
                },
                model.payments().selectedProperty());
    }

    private BooleanBinding canSettle(ObservableBooleanValue may) {
        return Bindings.createBooleanBinding(
                () -> {
                    PaymentDifference difference =
                            model.differences().selectedProperty().get();
                    ProviderUse use = model.usage().selectedProperty().get();
                    return may.get()
                            && ((difference != null && PaymentsViewModel.canSettle(difference))
                                    || (use != null && PaymentsViewModel.canSettle(use)));
                },
                model.differences().selectedProperty(),
                model.usage().selectedProperty());
    }

    private void askRefund() {
        PaymentDetails payment =
                Objects.requireNonNull(model.payments().selectedProperty().get());
        TextField amount = new TextField();
        amount.setId("amount");
        if (view != null && view.payment().id().equals(payment.id())) {
            amount.setText(view.refundable().toString());
        }
        TextArea reason = Fields.area("reason", LINES);
        Dialog dialog = tools.dialogs()
                .dialog(
                        text.get("payments.refund"),
                        Dialogs.form(
                                Dialogs.wrapped(text.get(
                                        "payments.refund.sentence", Amounts.words(payment.credit(), text.locale()))),
                                Dialogs.field(text.get("payments.amount.usd"), amount),
                                Dialogs.field(text.get("payments.reason"), reason)))
                .startAt(amount);
        tools.dialogs().show(dialog.verb(text.get("payments.refund.verb"), complete(amount, reason), () -> {
            dialog.busyProperty().set(true);
            Usd typed = PaymentsViewModel.amount(amount.getText()).orElseThrow();
            model.refund(
                    payment,
                    typed,
                    reason.getText().strip(),
                    done -> {
                        dialog.close();
                        tools.dialogs()
                                .toast(text.get("payments.refund.done", Amounts.words(done.amount(), text.locale())));
                    },
                    dialog::fail);
        }));
    }

    private static BooleanBinding complete(TextField amount, TextArea reason) {
        return Bindings.createBooleanBinding(
                () -> PaymentsViewModel.amount(amount.getText()).isPresent()
                        && !reason.getText().isBlank()
                        && reason.getText().length() <= LONGEST_REASON,
                amount.textProperty(),
                reason.textProperty());
    }

    private void askSettle() {
        if (list().selectedProperty().get() instanceof ProviderUse use) {
            tools.dialogs()
                    .reason(
                            text.get("payments.settle"),
                            text.get("payments.settle.sentence"),
                            text.get("payments.settle.verb"),
                            (note, dialog) -> model.settle(use, note, () -> settled(dialog), dialog::fail));
        } else if (list().selectedProperty().get() instanceof PaymentDifference difference) {
            askSettle(difference);
        }
    }

    private void askSettle(PaymentDifference difference) {
        TextArea note = Fields.area("reason", LINES);
        Dialog dialog = tools.dialogs()
                .dialog(
                        text.get("payments.settle"),
                        Dialogs.form(
                                Dialogs.wrapped(text.get("payments.settle.sentence")),
                                Dialogs.field(text.get("payments.settle.note"), note)))
                .startAt(note);
        BooleanBinding fits =
                Bindings.createBooleanBinding(() -> note.getText().length() <= LONGEST_REASON, note.textProperty());
        tools.dialogs().show(dialog.verb(text.get("payments.settle.verb"), fits, () -> {
            dialog.busyProperty().set(true);
            model.settle(difference, note.getText(), () -> settled(dialog), dialog::fail);
        }));
    }

    private void openReceipt() {
        model.receipt(
                Objects.requireNonNull(model.payments().selectedProperty().get()),
                tools.browser()::open,
                failure -> tools.dialogs().failed(failure));
    }

    private void askTakeBack() {
        CreditGiftDetails gift =
                Objects.requireNonNull(model.gifts().selectedProperty().get());
        TextField amount = new TextField();
        amount.setId("amount");
        TextArea reason = Fields.area("reason", LINES);
        Dialog dialog = tools.dialogs()
                .dialog(
                        text.get("payments.take-back"),
                        Dialogs.form(
                                Dialogs.wrapped(text.get(
                                        "payments.take-back.sentence",
                                        Amounts.words(Objects.requireNonNull(gift.left()), text.locale()))),
                                Dialogs.field(text.get("payments.take-back.amount"), amount),
                                Dialogs.field(text.get("payments.give.reason"), reason)))
                .startAt(amount);
        BooleanBinding complete = Bindings.createBooleanBinding(
                () -> (amount.getText().isBlank()
                                || PaymentsViewModel.amount(amount.getText()).isPresent())
                        && !reason.getText().isBlank()
                        && reason.getText().length() <= LONGEST_REASON,
                amount.textProperty(),
                reason.textProperty());
        tools.dialogs().show(dialog.verb(text.get("payments.take-back.verb"), complete, () -> {
            dialog.busyProperty().set(true);
            model.takeBack(
                    gift,
                    PaymentsViewModel.amount(amount.getText()).orElse(null),
                    reason.getText().strip(),
                    taken -> {
                        dialog.close();
                        tools.dialogs()
                                .toast(text.get(
                                        taken.done() ? "payments.take-back.done" : "payments.give.proposed",
                                        Amounts.words(taken.amount(), text.locale())));
                    },
                    dialog::fail);
        }));
    }

    private void settled(Dialog dialog) {
        dialog.close();
        tools.dialogs().toast(text.get("payments.settle.done"));
    }

    private void askGive() {
        TextField account = new TextField();
        account.setId("account");
        account.getStyleClass().add("copied");
        account.setText(selectedAccount());
        TextField amount = new TextField();
        amount.setId("amount");
        ComboBox<CreditCause> cause = Fields.choice(
                "cause", List.of(CreditCause.values()), each -> text.get("payments.credit-cause." + each));
        cause.setValue(CreditCause.GOODWILL);
        TextArea reason = Fields.area("reason", LINES);
        Dialog dialog = tools.dialogs()
                .dialog(
                        text.get("payments.give"),
                        Dialogs.form(
                                Dialogs.wrapped(text.get("payments.give.sentence")),
                                Dialogs.field(text.get("payments.account"), account),
                                Dialogs.field(text.get("payments.amount.usd"), amount),
                                Dialogs.field(text.get("payments.give.cause"), cause),
                                Dialogs.field(text.get("payments.give.reason"), reason)))
                .startAt(account.getText().isEmpty() ? account : amount);
        tools.dialogs()
                .show(dialog.verb(
                        text.get("payments.give.verb"),
                        complete(amount, reason).and(account.textProperty().isNotEmpty()),
                        () -> {
                            dialog.busyProperty().set(true);
                            model.give(
                                    account.getText().strip(),
                                    PaymentsViewModel.amount(amount.getText()).orElseThrow(),
                                    cause.getValue(),
                                    reason.getText().strip(),
                                    gift -> given(dialog, gift),
                                    dialog::fail);
                        }));
    }

    /** Whose the row is that somebody looks at; empty where it is nobody's. */
    private String selectedAccount() {
        return switch (shown == null ? null : shown.selected()) {
            case PaymentDetails payment -> payment.account();
            case PaymentRefund one -> one.account();
            case PaymentDispute dispute -> dispute.account();
            case AutomaticTopUpDetails wish -> wish.account();
            case CreditGiftDetails gift -> gift.account();
            case null, default -> "";
        };
    }

    private void given(Dialog dialog, CreditGift gift) {
        dialog.close();
        tools.dialogs()
                .toast(text.get(
                        gift.state() == CreditGiftState.GIVEN ? "payments.give.done" : "payments.give.proposed",
                        Amounts.words(gift.amount(), text.locale())));
    }

    // Desk

    @Override
    public Parent root() {
        return root;
    }

    @Override
    public List<Command> commands() {
        return List.of(refund, receipt, settle, give, takeBack);
    }

    @Override
    public void arrive(Link link) {
        model.readState();
        Objects.requireNonNull(shown).arrive(link.parameters());
    }

    @Override
    public void leave() {
        model.forgetView();
    }

    @Override
    public void refresh() {
        model.readState();
        list().refresh();
    }
}
