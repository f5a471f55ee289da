package io.millwright.inference;

import io.millwright.form.Diagnosis;
import io.millwright.inference.ModelDescription.StateNames;
import io.millwright.model.Model;
import io.millwright.model.ModelException;
import io.millwright.model.ModelFacts;
import io.millwright.model.ModelRunner;
import io.millwright.model.Reading;
import io.millwright.model.Reference;
import io.millwright.model.TensorSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.osgi.framework.Version;

/**
 * What a model takes and says, without the file that computes it: as model.json describes it, or as another model has it. Immutable.
 *
 * @param name of the model, as its author calls it
 * @param version an OSGi version
 * @param sha256 of model.json, or of name, version and hash of the other model
 * @param inputs in their order
 * @param outputs in their order
 * @param readings what it says, at least one
 * @param rowPeriodMillis distance of two rows, 0 if any fits
 * @param facts what is stated about it, null if nothing is known
 * @param reference what the training data were like, null where the author does not say
 * @param golden expected results, null for none
 */
public record ModelContract(
        String name,
        String version,
        String sha256,
        List<TensorSpec> inputs,
        List<TensorSpec> outputs,
        List<Reading> readings,
        long rowPeriodMillis,
        ModelFacts facts,
        Reference reference,
        Golden golden) {
    private static final String GOLDEN = "Golden rows";

    /** A text of somebody's that does not do. */
    public static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;
        private final transient Diagnosis why;

        private Refused(ModelRefused e) {
            super(e.getMessage(), e);
            why = new Diagnosis(e.what(), e.remedy());
        }

        /** Returns what is wrong, with key and value, and what to do. */
        public Diagnosis why() {
            return why;
        }
    }

    /** The rows that the trainer computed, as text. */
    public static final class Golden {
        private final ModelDescription description;
        private final String rows;

        private Golden(ModelDescription description, String rows) {
            this.description = description;
            this.rows = rows;
        }

        /**
         * Runs every row, with a batch of 1, by the same rules as any model's golden rows.
         *
         * @return how many there are
         * @throws Refused at the first result that differs
         * @throws ModelException if a run fails
         */
        public int replay(ModelRunner runner) throws Refused, ModelException {
            try {
                Path file = Files.createTempFile("millwright-golden", ".csv");
                try {
                    Files.writeString(file, rows);
                    GoldenRows golden = GoldenRows.read(description, file);
                    golden.replay(runner, true);
                    return golden.size();
                } finally {
                    Files.delete(file);
                }
            } catch (ModelRefused e) {
                throw new Refused(e);
            } catch (IOException e) {
                throw new Refused(ModelRefused.forNow(
                        GOLDEN, "content", e, "cannot be laid down in java.io.tmpdir", "free space there", e));
            }
        }
    }

    /** Copies the lists. */
    public ModelContract {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        readings = List.copyOf(readings);
    }

    /**
     * Reads a description.
     *
     * @param json the text of a model.json; {@code onnx} and {@code golden} may be left out
     * @param goldenRows the text of golden rows, empty for none
     */
    public static ModelContract read(String json, String goldenRows) throws Refused {
        try {
            ModelDescription read = DescriptionReader.contract(json.getBytes(StandardCharsets.UTF_8), GOLDEN);
            if (read.backbone() != null) {
                throw new ModelRefused(
                        DescriptionReader.FILE,
                        "backbone",
                        read.backbone(),
                        "is not here, but with the server",
                        "write the inputs that the server takes");
            }
            if (!read.states().isEmpty()) {
                throw new ModelRefused(
                        DescriptionReader.FILE,
                        "states",
                        read.states().stream().map(StateNames::input).toList(),
                        "would be lost between a server's answers, which remember nothing",
                        "use a model without states, or install this one as a package of this gateway");
            }
            return of(read, goldenRows.isBlank() ? null : new Golden(read, goldenRows));
        } catch (ModelRefused e) {
            throw new Refused(e);
        }
    }

    static ModelContract of(ModelDescription read, Golden golden) {
        return new ModelContract(
                read.name(),
                read.version().toString(),
                read.sha256(),
                List.copyOf(read.inputs()),
                List.copyOf(read.outputs()),
                List.copyOf(read.readings()),
                read.rowPeriodMillis(),
                read.facts(),
                read.reference(),
                golden);
    }

    /** Returns the contract that a model fulfils. Its hash is not the model's: the same contract does not make the same model. */
    public static ModelContract of(Model model) {
        String identity = model.name() + " " + model.version() + " " + model.sha256();
        return new ModelContract(
                model.name(),
                model.version(),
                Sha256.of(identity.getBytes(StandardCharsets.UTF_8)),
                model.inputs(),
                model.outputs(),
                model.readings(),
                model.rowPeriodMillis(),
                model.facts(),
                model.reference(),
                null);
    }

    /** Returns the ranking of a service with this version. */
    public int ranking() {
        return ServedModel.ranking(Version.parseVersion(version));
    }
}
