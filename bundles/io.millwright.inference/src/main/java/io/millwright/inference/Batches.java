package io.millwright.inference;

import java.util.List;

/**
 * Inputs and outputs whose batches go together. A runner computes any number of rows where all batches are free or fixed to one size
 * above 1; where a tensor has no batch, or one of 1, one row at a time.
 */
record Batches(List<Tensor> inputs, List<Tensor> outputs) {
    /** Returns the batch of the inputs: a fixed one above 1 if there is one, else -1 where one is free, else 1 or none. */
    static long of(JsonKey key, List<Tensor> inputs) throws ModelRefused {
        long batch = Tensor.NO_BATCH;
        for (Tensor input : inputs) {
            if (batch > 1 && input.batch() > 1 && batch != input.batch()) {
                throw key.wrong(
                        "has batches of " + batch + " and of " + input.batch(),
                        "write \"batch\": false where the first dimension is no batch");
            }
            boolean stronger = input.batch() > 1 || batch <= 1 && input.batch() == Tensor.FREE_BATCH;
            batch = stronger || batch == Tensor.NO_BATCH ? input.batch() : batch;
        }
        return batch;
    }

    static Batches common(JsonKey top, List<Tensor> inputs, List<Tensor> outputs) throws ModelRefused {
        long batch = of(top.get("inputs"), inputs);
        boolean lacks = lacksBatch(inputs) || lacksBatch(outputs);
        boolean single = lacks
                || inputs.stream().anyMatch(input -> input.batch() == 1)
                || outputs.stream().anyMatch(output -> output.batch() == 1);
        if (single && batch > 1) {
            throw top.get("inputs")
                    .wrong(
                            "have a batch of " + batch
                                    + ", and other tensors have none or one of 1, so rows do not go together",
                            "export with a free batch, or write \"batch\": false where the first dimension is no batch");
        }
        if (outputs.stream().anyMatch(output -> output.batch() > 1 && output.batch() != batch)) {
            throw top.get("outputs")
                    .wrong(
                            "have a batch that the inputs do not have",
                            "write \"batch\": false where the first dimension is no batch");
        }
        if (!lacks && batch <= 1) {
            return new Batches(inputs, outputs);
        }
        long common = lacks ? 1 : batch;
        return new Batches(with(inputs, common), with(outputs, common));
    }

    private static boolean lacksBatch(List<Tensor> tensors) {
        return tensors.stream().anyMatch(tensor -> tensor.batch() == Tensor.NO_BATCH);
    }

    private static List<Tensor> with(List<Tensor> tensors, long batch) {
        return tensors.stream()
                .map(tensor -> tensor.batch() == Tensor.FREE_BATCH ? tensor.withBatch(batch) : tensor)
                .toList();
    }
}
