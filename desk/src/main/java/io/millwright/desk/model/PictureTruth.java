package io.millwright.desk.model;

import io.millwright.pipeline.decide.Rule;
import java.util.List;

/** What the classes of pictures say of a reading. */
final class PictureTruth {
    private PictureTruth() {}

    /**
     * Returns the true label of each picture, null where the classes do not say it: the label of the same name, that for nothing wrong of
     * the class without a defect; of two labels the one that raises the alarm of every other class.
     */
    static List<String> of(LabelledPictures pictures, Rule.Settings rule) {
        if (rule.unlabelled()) {
            return null;
        }
        List<String> labels = rule.labels();
        List<String> classes = pictures.classes();
        if (labels.containsAll(classes)) {
            return pictures.labels();
        }
        int normal = labels.size() == 2 ? rule.lowIsBad() ? 1 : 0 : Labels.normal(labels);
        boolean others = labels.size() == 2 || labels.containsAll(classes.subList(1, classes.size()));
        if (normal < 0 || !others) {
            return null;
        }
        return pictures.labels().stream()
                .map(name -> name.equals(classes.get(0))
                        ? labels.get(normal)
                        : labels.size() == 2 ? labels.get(1 - normal) : name)
                .toList();
    }
}
