package ai.ominigate.console.subprocessors;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.model.subprocessor.DataCategory;
import ai.ominigate.model.subprocessor.ListedSubprocessor;
import ai.ominigate.model.subprocessor.NoTraining;
import ai.ominigate.model.subprocessor.ProcessingPurpose;
import ai.ominigate.model.subprocessor.SubprocessorRole;
import ai.ominigate.model.system.EgressHost;
import ai.ominigate.model.system.EgressReport;
import ai.ominigate.model.system.EgressUse;
import ai.ominigate.model.system.RefusedHost;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class SubprocessorsViewModelTest {

    @Test
    void refusedHostsComeFirst() {
        EgressReport report = new EgressReport(
                List.of(new EgressHost("api.acme.example", "Acme", null)),
                List.of(new RefusedHost("elsewhere.example", EgressUse.MAIL, 3, Instant.EPOCH)));

        assertThat(SubprocessorsViewModel.hosts(report))
                .extracting(SubprocessorsViewModel.Host::host)
                .containsExactly("elsewhere.example", "api.acme.example");
    }

    @Test
    void aChangeNamesTheFieldsThatDiffer() {
        assertThat(SubprocessorsViewModel.changed(
                        listed(List.of("DE"), NoTraining.CONFIRMED), listed(List.of("DE", "US"), NoTraining.UNKNOWN)))
                .containsExactly("countries", "training");
    }

    private static ListedSubprocessor listed(List<String> countries, NoTraining training) {
        return new ListedSubprocessor(
                "Acme",
                SubprocessorRole.MODEL_PROVIDER,
                List.of(DataCategory.PROMPTS_AND_ANSWERS),
                List.of(ProcessingPurpose.ANSWER_CALLS),
                countries,
                null,
                training,
                null,
                null);
    }
}
