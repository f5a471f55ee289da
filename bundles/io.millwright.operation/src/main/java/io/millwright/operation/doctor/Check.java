package io.millwright.operation.doctor;

import java.util.List;

/** One theme that the doctor looks at. Reads what is there, waits for nobody, changes nothing. */
interface Check {
    List<Finding> look(Surroundings gateway);
}
