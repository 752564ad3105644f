"""Finding copies: fingerprints, candidates, verification, clusters."""
