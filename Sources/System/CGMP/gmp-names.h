// GMP, for products of a million moduli. Its functions have macros for names, which Swift does not import: Swift calls
// them by what stands behind, `__gmpz_mul` for `mpz_mul` (GMP manual, 3.2).
#include <gmp.h>
