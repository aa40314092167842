"""Whether those who support a promise can keep it: teams by OLAs, suppliers by underpinning contracts
(40-levels, "Support chain")."""
