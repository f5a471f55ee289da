package io.millwright.pipeline.explain;

import io.millwright.decision.Explanation.Method;

/**
 * What the players contributed.
 *
 * @param amounts by player; their sum is output minus expected
 * @param errors standard errors of the amounts
 * @param output the model's output for what is explained
 * @param expected its mean over the rows of the background
 * @param backgroundRows how many of them
 * @param runs how many inputs were scored
 * @param done how much of what was intended, 0 to 1
 */
record Attribution(
        Method method,
        double[] amounts,
        double[] errors,
        double output,
        double expected,
        int backgroundRows,
        long runs,
        double done) {}
