package ai.ominigate.console.payments;

import ai.ominigate.console.control.Badge;
import ai.ominigate.console.control.DetailPane;
import ai.ominigate.console.control.Dialog;
import ai.ominigate.console.control.Dialogs;
import ai.ominigate.console.control.Facts;
import ai.ominigate.console.control.ListModel;
import ai.ominigate.console.control.Meaning;
import ai.ominigate.console.control.ResourceList;
import ai.ominigate.console.shell.Command;
import ai.ominigate.console.shell.Desk;
import ai.ominigate.console.shell.Link;
import ai.ominigate.console.shell.Place;
import ai.ominigate.console.shell.Tools;
import ai.ominigate.console.view.Amounts;
import ai.ominigate.console.view.Text;
import ai.ominigate.console.view.View;
import ai.ominigate.model.Usd;
import ai.ominigate.model.billing.CreditCause;
import ai.ominigate.model.billing.CreditGift;
import ai.ominigate.model.billing.CreditGiftState;
import ai.ominigate.model.payment.DifferenceKind;
import ai.ominigate.model.payment.PaymentDetails;
import ai.ominigate.model.payment.PaymentDifference;
import ai.ominigate.model.payment.PaymentDispute;
import ai.ominigate.model.payment.PaymentRefund;
import ai.ominigate.model.payment.ProviderUse;
import ai.ominigate.model.payment.ProviderUseVerdict;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.BooleanBinding;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.value.ObservableBooleanValue;
import javafx.fxml.FXML;
import javafx.scene.Parent;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Tab;
import javafx.scene.control.TabPane;
import javafx.scene.control.TextArea;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.VBox;
import javafx.util.StringConverter;
import org.jspecify.annotations.Nullable;

/** Finance's desk: five lists in tabs, with the selected row's facts and what can be done about it beside them. */
public final class PaymentsView implements Desk {

    private static final String ID = "payments";
    private static final int LONGEST_REASON = 500;

    private final Tools tools;
    private final Text text;
    private final PaymentsViewModel model;

    private final Command refund;
    private final Command settle;
    private final Command give;

    @FXML
    private VBox root;

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
    }

    /** Where it is. */
    public static Place place(Tools tools) {
        Tools own = tools.beside(PaymentsView.class);
        return new Place(
                ID,
                "fth-dollar-sign",
                own.text().get("payments.title"),
                KeyCode.P,
                List.of("VIEW_PAYMENTS"),
                _ -> View.load(PaymentsView.class, own.text(), () -> new PaymentsView(own))
                        .controller());
    }

    @FXML
    private void initialize() {
        showPayments();
        showRefunds();
        showDisputes();
        showDifferences();
        showUsage();
        tabs.getSelectionModel().selectedItemProperty().subscribe(this::openTab);
        Stream.of(model.payments(), model.refunds(), model.disputes(), model.differences(), model.usage())
                .forEach(list -> list.selectedProperty().subscribe(_ -> showDetail()));
        tools.moments().utcProperty().subscribe(_ -> lists().forEach(ResourceList::redraw));
        tools.events().listen("payment.", _ -> model.payments().noteNews(), this::refresh);
    }

    private Stream<ResourceList<?>> lists() {
        return Stream.of(payments, refunds, disputes, differences, usage);
    }

    private void showPayments() {
        payments.show(
                        model.payments(),
                        text,
                        tools.moments(),
                        text.get("payments.tab.payments"),
                        text.get("payments.none.payments"))
                .type("account", text.get("payments.account"))
                .time(text.get("payments.asked"), 130, "askedAt", PaymentDetails::askedAt)
                .state(text.get("payments.state"), 120, row -> state(row))
                .money(text.get("payments.credit"), 110, PaymentDetails::credit)
                .id(text.get("payments.account"), 140, PaymentDetails::account)
                .words(text.get("payments.kind"), 110, row -> text.get("payments.kind." + row.kind()));
    }

    private void showRefunds() {
        refunds.show(
                        model.refunds(),
                        text,
                        tools.moments(),
                        text.get("payments.tab.refunds"),
                        text.get("payments.none.refunds"))
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
                .type("account", text.get("payments.account"))
                .time(text.get("payments.opened"), 130, "openedAt", PaymentDispute::openedAt)
                .state(text.get("payments.state"), 120, row -> state(row))
                .money(text.get("payments.amount"), 110, PaymentDispute::amount)
                .money(text.get("payments.taken"), 110, PaymentDispute::taken)
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

    private String tab() {
        Tab now = tabs.getSelectionModel().getSelectedItem();
        return now == null ? "" : now.getId();
    }

    private ListModel<?> list() {
        return switch (tab()) {
            case "refunds" -> model.refunds();
            case "disputes" -> model.disputes();
            case "differences" -> model.differences();
            case "usage" -> model.usage();
            default -> model.payments();
        };
    }

    private void openTab(@Nullable Tab now) {
        if (now != null) {
            list().open();
            showDetail();
        }
    }

    private void showDetail() {
        Object row = list().selectedProperty().get();
        switch (row) {
            case PaymentDetails payment -> show(payment);
            case PaymentRefund one -> show(one);
            case PaymentDispute dispute -> show(dispute);
            case PaymentDifference difference -> show(difference);
            case ProviderUse use -> show(use);
            case null, default -> detail.hint(text.get("payments.hint"));
        }
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
                DetailPane.buttons(refund.button()));
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
                        .time(text.get("payments.settled.at"), difference.settledAt())
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
        TextArea reason = reason();
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

    private TextArea reason() {
        TextArea reason = new TextArea();
        reason.setId("reason");
        reason.setWrapText(true);
        reason.setPrefRowCount(3);
        return reason;
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
            tools.dialogs()
                    .confirm(
                            text.get("payments.settle"),
                            text.get("payments.settle.sentence"),
                            text.get("payments.settle.verb"),
                            dialog -> model.settle(difference, () -> settled(dialog), dialog::fail));
        }
    }

    private void settled(Dialog dialog) {
        dialog.close();
        tools.dialogs().toast(text.get("payments.settle.done"));
    }

    private void askGive() {
        TextField account = new TextField();
        account.setId("account");
        account.getStyleClass().add("copied");
        if (model.payments().selectedProperty().get() != null) {
            account.setText(model.payments().selectedProperty().get().account());
        }
        TextField amount = new TextField();
        amount.setId("amount");
        ComboBox<CreditCause> cause = new ComboBox<>();
        cause.setId("cause");
        cause.getItems().setAll(CreditCause.values());
        cause.setConverter(causes());
        cause.setValue(CreditCause.GOODWILL);
        TextArea reason = reason();
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

    private void given(Dialog dialog, CreditGift gift) {
        dialog.close();
        tools.dialogs()
                .toast(text.get(
                        gift.state() == CreditGiftState.GIVEN ? "payments.give.done" : "payments.give.proposed",
                        Amounts.words(gift.amount(), text.locale())));
    }

    private StringConverter<CreditCause> causes() {
        return new StringConverter<>() {
            @Override
            public String toString(CreditCause cause) {
                return text.get("payments.credit-cause." + cause);
            }

            @Override
            public CreditCause fromString(String words) {
                throw new UnsupportedOperationException("Causes are chosen, not typed");
            }
        };
    }

    // Desk

    @Override
    public Parent root() {
        return root;
    }

    @Override
    public List<Command> commands() {
        return List.of(refund, settle, give);
    }

    @Override
    public void arrive(Link link) {
        Map<String, String> parameters = new LinkedHashMap<>(link.parameters());
        String wanted = parameters.remove("tab");
        if (wanted != null) {
            tabs.getTabs().stream()
                    .filter(each -> wanted.equals(each.getId()))
                    .findFirst()
                    .ifPresent(tabs.getSelectionModel()::select);
        }
        String id = parameters.remove("id");
        if (!parameters.isEmpty()) {
            list().filterBy(parameters);
        }
        if (id != null) {
            list().select(id);
        }
        list().open();
    }

    @Override
    public void refresh() {
        list().refresh();
    }
}
