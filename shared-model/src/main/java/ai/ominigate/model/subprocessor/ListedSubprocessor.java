package ai.ominigate.model.subprocessor;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A company as everybody reads of it.
 *
 * @param name its legal name
 * @param role what it does for us
 * @param dataCategories what it gets
 * @param purposes what for
 * @param countries where it processes that, by the codes of ISO 3166-1
 * @param transferBasis why it may go there
 * @param noTraining whether its terms rule out training
 * @param noTrainingCheckedOn when somebody read that; null if nobody has
 * @param usedFrom from when on it gets anything; null where it did before there was a list
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ListedSubprocessor(
        String name,
        SubprocessorRole role,
        List<DataCategory> dataCategories,
        List<ProcessingPurpose> purposes,
        List<String> countries,
        @Nullable TransferBasis transferBasis,
        NoTraining noTraining,
        @Nullable LocalDate noTrainingCheckedOn,
        @Nullable Instant usedFrom) {
    public ListedSubprocessor {
        dataCategories = List.copyOf(dataCategories);
        purposes = List.copyOf(purposes);
        countries = List.copyOf(countries);
    }
}
