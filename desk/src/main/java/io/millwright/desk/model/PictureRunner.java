package io.millwright.desk.model;

import io.millwright.inference.ModelFolder;
import io.millwright.model.ImageSpec.Fit;
import io.millwright.model.ModelRunner;
import io.millwright.model.TensorSpec;
import io.millwright.pipeline.shape.StillPicture;
import io.millwright.pipeline.shape.UnusablePicture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The cases are labelled pictures, each with its reference where the model takes a second picture. */
final class PictureRunner extends CaseRunner {
    private final LabelledPictures pictures;

    PictureRunner(ModelFolder folder, LabelledPictures pictures) throws Refusal {
        super(folder, pictures.count());
        this.pictures = pictures;
        for (TensorSpec input : model().inputs()) {
            if (input.image() == null || input.image().fit() == Fit.TILE) {
                throw new Refusal(
                        "input '" + input.name() + "' of " + model().name() + " takes "
                                + (input.image() == null ? "no picture" : "a picture cut into tiles"),
                        input.image() == null ? "judge it with --data" : "judge it with ./millwright model try");
            }
        }
    }

    /** Whether the model of a folder compares a picture with another one. */
    static boolean paired(ModelFolder folder) {
        return folder.model().inputs().size() > 1;
    }

    @Override
    boolean fill(ModelRunner runner, int row) throws Refusal {
        List<Path> files = pictures.files(row);
        for (int i = 0; i < files.size(); i++) {
            try {
                new StillPicture(Files.readAllBytes(files.get(i)))
                        .fill(model().inputs().get(i), runner.input(i));
            } catch (UnusablePicture | IOException e) {
                throw new Refusal(files.get(i) + ": " + e.getMessage(), "replace or remove it");
            }
        }
        return true;
    }
}
