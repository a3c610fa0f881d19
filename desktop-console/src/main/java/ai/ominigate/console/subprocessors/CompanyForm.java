package ai.ominigate.console.subprocessors;

import ai.ominigate.console.control.Dialogs;
import ai.ominigate.console.control.Fields;
import ai.ominigate.console.view.Text;
import ai.ominigate.model.subprocessor.DataCategory;
import ai.ominigate.model.subprocessor.NoTraining;
import ai.ominigate.model.subprocessor.ProcessingPurpose;
import ai.ominigate.model.subprocessor.SubprocessorFacts;
import ai.ominigate.model.subprocessor.SubprocessorRole;
import ai.ominigate.model.subprocessor.TransferBasis;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import javafx.scene.control.CheckBox;
import javafx.scene.control.ComboBox;
import javafx.scene.control.TextArea;
import javafx.scene.control.TextField;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;

/** The fields of what is known of a company. */
final class CompanyForm extends VBox {

    private static final int HOST_ROWS = 3;

    private final Text text;
    private final TextField name = new TextField();
    private final ComboBox<SubprocessorRole> role = new ComboBox<>();
    private final Map<DataCategory, CheckBox> data = new LinkedHashMap<>();
    private final Map<ProcessingPurpose, CheckBox> purposes = new LinkedHashMap<>();
    private final TextField countries = new TextField();
    private final ComboBox<@Nullable TransferBasis> basis = new ComboBox<>();
    private final TextField dpaUrl = new TextField();
    private final TextField dpaSignedOn = new TextField();
    private final ComboBox<NoTraining> training = new ComboBox<>();
    private final TextField trainingUrl = new TextField();
    private final TextField trainingCheckedOn = new TextField();
    private final TextArea hosts = new TextArea();
    private final TextField reviewedOn = new TextField();

    CompanyForm(Text text, @Nullable SubprocessorFacts known) {
        this.text = text;
        getStyleClass().add("form");
        name.setId("name");
        role.setId("role");
        countries.setId("countries");
        hosts.setId("hosts");
        hosts.setPrefRowCount(HOST_ROWS);
        hosts.getStyleClass().add("copied");
        reviewedOn.setId("reviewedOn");
        trainingUrl.setId("trainingUrl");
        trainingCheckedOn.setId("trainingCheckedOn");
        Fields.fill(role, List.of(SubprocessorRole.values()), each -> text.get("subprocessors.role." + each));
        Fields.fill(training, List.of(NoTraining.values()), each -> text.get("subprocessors.training." + each));
        Fields.fillOrNothing(
                basis,
                List.of(TransferBasis.values()),
                each -> text.get("subprocessors.basis." + each),
                text.get("subprocessors.unknown"));
        role.setValue(SubprocessorRole.MODEL_PROVIDER);
        training.setValue(NoTraining.UNKNOWN);
        FlowPane dataBoxes = boxes(DataCategory.values(), data, each -> text.get("subprocessors.data." + each));
        FlowPane purposeBoxes =
                boxes(ProcessingPurpose.values(), purposes, each -> text.get("subprocessors.purpose." + each));
        if (known != null) {
            fill(known);
        }
        getChildren()
                .addAll(
                        Dialogs.field(text.get("subprocessors.name"), name),
                        Dialogs.field(text.get("subprocessors.role"), role),
                        Dialogs.field(text.get("subprocessors.data"), dataBoxes),
                        Dialogs.field(text.get("subprocessors.purposes"), purposeBoxes),
                        Dialogs.field(text.get("subprocessors.countries.codes"), countries),
                        Dialogs.field(text.get("subprocessors.basis"), basis),
                        Dialogs.field(text.get("subprocessors.dpa"), dpaUrl),
                        Dialogs.field(text.get("subprocessors.dpa.signed.date"), dpaSignedOn),
                        Dialogs.field(text.get("subprocessors.training"), training),
                        Dialogs.field(text.get("subprocessors.evidence"), trainingUrl),
                        Dialogs.field(text.get("subprocessors.evidence.read.date"), trainingCheckedOn),
                        Dialogs.field(text.get("subprocessors.hosts.lines"), hosts),
                        Dialogs.field(text.get("subprocessors.reviewed.date"), reviewedOn));
    }

    private void fill(SubprocessorFacts known) {
        name.setText(known.name());
        role.setValue(known.role());
        known.dataCategories().forEach(each -> box(data, each).setSelected(true));
        known.purposes().forEach(each -> box(purposes, each).setSelected(true));
        countries.setText(String.join(", ", known.countries()));
        basis.setValue(known.transferBasis());
        dpaUrl.setText(known.dpaUrl() == null ? "" : known.dpaUrl());
        dpaSignedOn.setText(words(known.dpaSignedOn()));
        training.setValue(known.noTraining());
        trainingUrl.setText(known.noTrainingUrl() == null ? "" : known.noTrainingUrl());
        trainingCheckedOn.setText(words(known.noTrainingCheckedOn()));
        hosts.setText(String.join("\n", known.hosts()));
        reviewedOn.setText(words(known.reviewedOn()));
    }

    private static <E> CheckBox box(Map<E, CheckBox> boxes, E value) {
        CheckBox box = boxes.get(value);
        if (box == null) {
            throw new IllegalStateException("There is no box for " + value);
        }
        return box;
    }

    private static String words(@Nullable LocalDate date) {
        return date == null ? "" : date.toString();
    }

    TextField name() {
        return name;
    }

    /** Where typing begins when something of a known company is to be changed. */
    TextField reviewedOn() {
        return reviewedOn;
    }

    /**
     * What is typed.
     *
     * @throws IllegalArgumentException with a sentence about what does not fit
     */
    SubprocessorFacts facts() {
        return new SubprocessorFacts(
                name.getText(),
                role.getValue(),
                chosen(data),
                chosen(purposes),
                split(countries.getText().toUpperCase(Locale.ROOT)),
                basis.getValue(),
                orNull(dpaUrl.getText()),
                date(dpaSignedOn),
                training.getValue(),
                orNull(trainingUrl.getText()),
                date(trainingCheckedOn),
                split(hosts.getText().toLowerCase(Locale.ROOT)),
                date(reviewedOn));
    }

    private static <E> List<E> chosen(Map<E, CheckBox> boxes) {
        List<E> chosen = new ArrayList<>();
        boxes.forEach((value, box) -> {
            if (box.isSelected()) {
                chosen.add(value);
            }
        });
        return chosen;
    }

    private static List<String> split(String typed) {
        return Stream.of(typed.split("[\\s,;]+"))
                .filter(each -> !each.isEmpty())
                .toList();
    }

    private static @Nullable String orNull(String typed) {
        return typed.isBlank() ? null : typed.strip();
    }

    private @Nullable LocalDate date(TextField field) {
        String typed = field.getText().strip();
        if (typed.isEmpty()) {
            return null;
        }
        try {
            return LocalDate.parse(typed);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(text.get("subprocessors.no-date", typed), e);
        }
    }

    private static <E> FlowPane boxes(E[] values, Map<E, CheckBox> boxes, Function<E, String> words) {
        for (E each : values) {
            CheckBox box = new CheckBox(words.apply(each));
            box.setMinWidth(USE_PREF_SIZE);
            boxes.put(each, box);
        }
        Collection<CheckBox> all = boxes.values();
        FlowPane pane = new FlowPane(all.toArray(CheckBox[]::new));
        pane.getStyleClass().add("buttons");
        return pane;
    }
}
