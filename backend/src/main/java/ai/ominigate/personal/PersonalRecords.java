package ai.ominigate.personal;

import java.util.List;

/** The personal data that one feature keeps. Offered as a bean by the feature. */
public interface PersonalRecords {

    /** What it is called in lists, in receipts and in the list of all columns: {@code operational-log}. */
    String name();

    /** Every table of the feature that has personal data, in the order in which it is erased. */
    List<PersonalTable> tables();
}
