"""Four hundred more texts for the signs, written by somebody who had not read how they are found. Nobody is meant.

The signs of that day found 159 of the 200, and mistook 14 of the others: they were mended by it in general ways.
`TRUE`: the name of the sign, then a text that holds such personal data. `NEAR_MISSES`: nothing personal in them.
"""

TRUE = """
email bonjour, je peux prêter ma sono, ecrivez moi sur jp.lamarche@orange.fr svp
email Contact : Maëlle <maelle-riou29@laposte.net>, elle organise le covoiturage.
email Si quelqu’un retrouve le blouson, prévenir KEVIN.DUROY@HOTMAIL.FR merci
email Ma voisine (mme.pelletier@free.fr) ne capte rien et se plaint tous les jours.
email Je laisse mon mail : lou_anne.22@gmail.com.
email mailto:bernard.quemener@wanadoo.fr pour la liste des bénévoles
email Écrivez à thomas(at)ferme-du-moulin.fr, c’est lui qui tient la clé.
email mon adresse est sophie.arnal [at] yahoo [point] fr, je réponds vite
email L’élu m’a répondu depuis sa boîte perso g.tanguy@sfr.fr, un scandale !
email pour le troc de graines : aurelie.b @ gmail.com
email nicolas arobase collectif-rivieres point org, c’est simple à retenir
email Envoyez vos photos à « clic-clac-paulo@protonmail.com » avant dimanche
email Je suis prof de tuba, musique+tuba@bressuire-sons.eu
email Répondre en privé SVP -> yann_le.goff@live.fr
email j.d@x.fr
email voir avec Fatou, fatou.ndiaye75@outlook.com/06 pour le planning
email contact:olivier.saugues@bbox.fr
email Mon fils cherche un stage (romain.perot@ac-toulouse.fr).
email Une adresse : camille.besse@étangs-libres.fr
email Écrire à c.nguyen@univ-tlse2.fr ou passer le mardi
email Le gardien (m.lefort [à] gmail.com) a les codes du portail
email Ma copine Inès : ines.k(a)hotmail.fr
email pour la pétition : p-e.marchand@mailo.com, objet « rocade »
email MARIE.CLAUDE.BIRON@LAPOSTE.NET
email écrire à jf.kerjean@sib.fr;copie à moi
email « contacte moi sur leo.mtn@icloud.com » m’a-t-elle dit
email Adresse mail : a.haddad@gmx.com / tel sur demande
email voilà : vincent.t@numericable.fr,merci
email Email=rosalie_p@posteo.net
email Bureau de M. Blin, frederic.blin@ville-exemple.fr
email mon courriel… denis.lac@neuf.fr … marche encore
email pepito31200@hotmail.com est un troll, bannissez-le
email anne-lise dot martel at gmail dot com
email (jbaptiste@riseup.net)
email écris à Zoé zoe.bct@etu.univ-nantes.fr elle a les affiches
email [Contact](mailto:lucie.romero@aol.com)
email *d.villar@club-internet.fr* en cas d’urgence
email Contact pro : s.aubry@architectes.paris
email Mail de la nounou : nounou.cathy@yahoo.fr
email hugo[@]mailfence.com
phone Appelez-moi au 06 31 44 90 27 après 18h.
phone Tel: 05.61.22.87.43 (demander Odile)
phone mon num 0749318822 pour ceux qui veulent un coup de main
phone +33 6 27 81 55 03 si vous êtes intéressés
phone Joignable au +33 (0)5 34 19 88 21, bureau 12
phone 00 33 1 47 20 11 96, laissez un message
phone Le maire ne répond jamais sur son portable, 06-88-12-45-73.
phone contactez Josiane 06/72/19/34/58
phone Téléphone : 02 98 44 1 1 73
phone 0033612457889 whatsapp uniquement
phone pour les inscriptions zéro six 06 50 50 12 12, merci
phone le gars du snack, c’est le 07.68.21.03.94
phone Mon fixe (04 66 71 20 85) est coupé depuis trois semaines
phone tél. 09 72 33 18 40, Mme Bonnafous
phone +33.7.81.22.90.14
phone Appelez Rémi — 06 14 — 78 — 22 — 90
phone j’habite seule, mon numéro est le 06.33.20.98.71, n’hésitez pas
phone Rendez-vous chez Marc, 0 6 4 5 1 2 7 8 3 3
phone SMS au +33637229981
phone Voici le numero de l infirmiere : 06 19 02 77 41.
phone (33) 6 12 84 93 50
phone Depuis La Réunion : 0692 41 73 08
phone Portable Guadeloupe 0690 55 12 47
phone tél 01.42.68.93.10 ou 06.42.68.93.11
phone 05-56-31-22-08 aux heures de repas
phone Numéro de mon ex : 06 78 54 32 19, harcelez-le !
phone 06 95 14 23 60
phone Fax 03 88 25 41 09 pour ceux qui en ont encore
phone mob: 06_52_18_47_33
phone 33 6 71 45 90 22 (whatsapp)
phone mme Ortega est au 04.67.92.18.35 poste 12
phone APPELEZ LE 06 66 21 09 87 !!!
phone +262 692 88 14 20
phone je donne des cours de guitare, 06 25 93 14 07, 15 euros de l’heure
phone Contact tel=0561448210
phone mon collègue (0788 91 24 60) peut confirmer
phone +336 44 18 92 77
phone 06·17·83·22·40 pour le covoit
phone On se retrouve à 20 h, en cas de retard 06 03 90 41 58
phone +33 - 4 - 91 - 22 - 74 - 03
address J’habite 14 rue des Tanneurs, 31000 Toulouse et je n’en peux plus du bruit.
address Son adresse : 3 bis avenue Pasteur, Lannion
address le squat est au 27, bd Gambetta 46000 Cahors
address mon voisin du 112 av. de la Gare fait brûler ses plastiques
address Mme Vidal, 8 chemin du Pré-Long, 09200 Saint-Girons
address Écrire à M. Rossi, BP 40212, 20189 Ajaccio Cedex 2
address Il vit au 5 ter impasse des Mimosas à Sète
address je suis au 19 quater rue Paul-Bert, venez voir
address Résidence Les Acacias, bât. C, appt 41, 6 allée Jean-Moulin, 38100 Grenoble
address 1 place du Marché 24200 Sarlat
address M. Lopez, lieu-dit Le Bouscat, 47150 Monflanquin
address Livrer chez moi : 45 r. Voltaire, 2e étage
address Chez Karim, 210 route de Narbonne 31400
address 7 quai de la Fontaine, Nîmes, sonnez deux fois
address 33B rue du Faubourg Saint-Jean, 45000 Orléans
address elle a déménagé 16 square Albert-Camus, 35200 Rennes
address Ma mère (88 ans) habite 2 sente des Vignes, 95130 Franconville
address mon adresse postale est : 9, cours Victor-Hugo – 33130 Bègles
address adresse du dealer : 61 Bld de Strasbourg, Toulon
address 4 hameau de Kerguen 22300 Ploubezre
address Villa « Mon Repos », 18 montée des Oliviers, 06400 Cannes
address je vis 77 Grande Rue à Besançon, au-dessus de la boulangerie
address 12 passage du Moulinet 75013 PARIS, digicode 4521
address Monsieur Bertin 25 esplanade Charles-de-Gaulle 34000 MONTPELLIER
address l’assistante maternelle du 6 lotissement des Cigales
address J’habite au numéro 13 de la rue du Temple, à Niort
address Envoyez vos dons à : CS 60512, 29107 Quimper Cedex
address 150, Chem. de la Loge, 31078
address appartement 12, 3e étage, 40 rue Lecourbe, 75015
address 22 promenade du Front-de-Mer, 17200 Royan
address au 5 de l’avenue Foch, à Metz, c’est chez le conseiller
address il loue au 18 ruelle des Chats, Troyes
address 31 domaine de la Pinède 83600 Fréjus
address ma sœur, 64 rte de Lyon, Mâcon
address 10 rue Jean Jaurès
address Je réside 8 rue du 11-Novembre, 59000 Lille
address on m’a volé mon vélo chez moi, 44 rue Émile-Zola à Brest
address M. et Mme Faure, 3 pl. Carnot, 42000 St-Étienne
address 17 bis, rue de l’Église — 56000 Vannes (portail vert)
address habite 101 rue de Belleville, Paris XXe
address TSA 30110, 69306 Lyon cedex 07, à l’attention de Mme Roux
address La famille Morel, 1 clos des Bruyères, 27000 Évreux
address 26 fbg de Montbéliard, 90000 Belfort, c’est là qu’il dort
address venez chez moi 9 voie Romaine 54000 Nancy
account Versez ce que vous pouvez : FR76 4244 5197 7287 5950 9991 849
account IBAN FR7606328094947654179024452 au nom de Mme Loubet
account fr76 1233 7479 3106 7980 2274 921 merci à tous
account mon RIB : FR76-6651-0281-4008-7509-7724-019
account FR76.5683.8548.1030.3647.9783.993
account cagnotte de l’école, compte FR76 11889 72226 06116268 33436... pardon, FR7611889722260611826333436
account Iban: FR 76 7411 5162 2634 1340 3657 361
account Mon compte belge BE68 5390 0754 7034 pour les amis
account DE89 3704 0044 0532 0130 00, c’est un compte en ligne
account voici l’iban d’Hugo FR7682657822387757510680159.
account remboursez-moi sur le ES91 2100 0418 4502 0005 1332
account IT60X0542811101000000123456 (Poste italiane)
account LU28 0019 4006 4475 0000
account Virement : FR76 7674 8519 9305 2445 0651 224, BIC AGRIFRPP
account « FR76 7296 3174 5557 0784 3727 044 »
account Qui veut m’aider ? IBAN=FR7618907708687781532512056
account NL91 ABNA 0417 1643 00
account CH93 0076 2011 6238 5295 7 au nom de P. Favre
account FR76 2362 3688 1350 7798 0736 500? non : FR76 8374 3246 2414 4843 3715 543
account le trésorier garde tout sur FR7671793933377757908792764 !
account GB82 WEST 1234 5698 7654 32
account Fr76 0781 2811 3465 3090 9539 117
account je vends ma place, paiement sur FR7635381621419318808608537
account PT50 0002 0123 1234 5678 9015 4 chez mon oncle
account RIB de l’asso (perso en fait) : FR76 7675 0593 9940 2076 9007 213
account compte: FR76 3256 1235 6209 6383 2114 722
account Monaco : MC58 1122 2000 0101 2345 6789 030
account FR76 7529 0393 5466 6802 1123 358 ou chèque
account mon iban FR7645020956094058243385096, montant libre
account FR76  7981  7095  9469  2265  6539  259
account À l’ordre de Gisèle, FR76 5480 4216 2146 2015 6851 142
account DE 89 3704 0044 0532 0130 00
account FR76/1992/0640/8906/1061/4794/575
account (FR7687584101737629825091040)
account virez sur IBAN : FR76 7510 7411 2395 9500 9491 447 SVP
account belge : BE68539007547034
account je répète FR76 4589 8779 0579 4426 1332 331
plate Le chauffard roule en 4x4 noir immatriculé BX-431-QT.
plate la camionnette GH 207 LM se gare sur le trottoir tous les matins
plate clio grise 4521 TZ 31 garée devant l’école
plate plaque : DA782FK
plate Sa moto (AA-901-ZR) réveille tout le quartier
plate Qui connaît la 308 blanche EV 619 CB ?
plate immatriculation 873 XVR 46, un vieux C15
plate voiture ventouse FN-118-JX depuis six mois rue basse
plate 9034 QL 2A, un touriste corse
plate véhicule cj-744-wd, pneus crevés
plate Il a pris la fuite, j’ai noté GB-350-HS
plate le bus n’a pas pu passer à cause de la twingo 612 AYP 09
plate BMW immatriculée ET 226 VY stationnée sur la place PMR
plate le camion-benne DK.583.RN déverse des gravats
plate vu hier : AW-067-PL, conducteur au téléphone
plate Fourgon 7718 WS 33 abandonné près du lavoir
plate numéro de plaque GA900TT
plate Mon voisin a garé sa Xsara 245 BHK 12 devant mon portail
plate scooter sans casque, FR-482-AG
plate une Kangoo jaune CZ 310 MB, toujours elle
plate dépôt sauvage, plaque relevée : BR-555-NE
plate Tesla rouge gj-014-kv
plate 1056 XA 974 garée au port
plate remorque FS-239-DW posée sur la piste cyclable
plate AX 108 BY, merci de déplacer votre véhicule
plate le livreur au DT-640-LC roule à 80 en ville
plate mobil-home tracté par EN-377-GP
plate Il s’agit de la voiture CK-916-ZA, que la police ne verbalise jamais
plate 338 DMN 75, une 205 de collection
plate quad immat. BL-721-XE dans les dunes
plate la Dacia « FH-052-MC » a renversé mon chien
plate Propriétaire du véhicule EP 863 TS, vos phares sont restés allumés
plate DV-199-RB et GG-200-AA font la course le samedi
plate 22 WQ 64 sur une plaque noire, c’est une ancêtre
plate vl AC-335-BN
plate La Mégane AB123CD est garée en double file
plate un SUV immatriculé w-418-kp (plaque provisoire)
plate mon frère conduit la BT-808-SJ, laissez-le tranquille
plate CS-512-EQ !
""".strip().splitlines()

NEAR_MISSES = """
L’article 06 12 du règlement devrait être réécrit.
La loi n° 2016-1321 du 7 octobre 2016 pour une République numérique
Décret 2019-771 du 23 juillet 2019, dit décret tertiaire
SIRET de l’association : 842 315 907 00024
SIREN 552 081 317, vous pouvez vérifier
TVA intracommunautaire FR 40 303265045
Le budget est passé de 06 à 14 millions entre 2012 et 2018.
Comptez 12 500 euros pour la scène et 3 200 pour le son
Coordonnées GPS : 43.6045, 1.4442
latitude 48.117266, longitude -1.677793
Rendez-vous le 12/07/2024 de 14h à 18h30
du 06.07.2023 au 09.07.2023, quatre jours de fête
Les 27, 28 et 29 juin 2025
Isbn 978-2-07-036822-8, à lire absolument
Code barre 3 017620 422003
Référence cadastrale AB 123, parcelle communale
La section AK-204 du cadastre est en friche
ligne de bus 34, 45 et 78 : un passage toutes les 12 minutes
La rue des Tanneurs est trop étroite pour les bus.
Rendre piétonne la place du Marché, le samedi
Il faudrait 12 rues aux écoles de plus
L’avenue Pasteur mérite des arbres
Le boulevard Gambetta, entre la gare et le pont, est sombre
On compte 45 places de parking pour 300 logements
3 avenues sur 10 ont une piste cyclable
Près de 80 chemins ruraux ont disparu
2 quais de tri, 1 déchèterie
Installer 5 squares dans le quartier nord
La route de Narbonne est saturée à 8 h
l’impasse budgétaire de 2022
Le cours de 10 h est complet
une place au soleil, 1 place pour chacun
Nous étions 14 rue Gambetta au rassemblement, beaucoup trop peu
Rue du 8 Mai 1945, il manque un passage piéton
avenue du 14 Juillet : refaire l’enrobé
la place du 11 Novembre 1918
Voir la page 14, chemin faisant, du diagnostic
La phase 2 place l’usager au centre
Les 50 allées et venues de la navette
article 12, rue et voirie
Augmenter de 30 routes le plan de déneigement
le samedi 5 place aux enfants
D’ici 2030, avenue verte entre Paris et Londres
La A64 et la N20 sont saturées, la D-820 aussi
Passer la RN 88 à 2x2 voies
L’A-380 était construit ici
Un Boeing B-737-NG survole l’école
Le train TER 871 234 a été supprimé
vol AF-1234 retardé
Norme NF-EN-1176 pour les aires de jeux
la norme ISO 9001:2015
Le label HQE-204-B
formulaire cerfa 12156*06
Cerfa n° 15699*01 à joindre au dossier
La délibération DEL-204-CM du conseil
Arrêté préfectoral AP-2021-045
le marché public MP 204 VO
Délibération n° 2023-06-14-07
Réf. dossier : PC 031 555 22 C0147
permis de construire PC 035 238 19 10245
DICT 2022061400123
Ticket n° 0612457
La facture 2023-000612 du théâtre
dossier CAF 0456789
matricule 7 890 123
1 234 567 habitants dans la métropole
Population : 06 communes, 12 345 habitants
le score final 06 12 24 36
les numéros gagnants 06 12 18 24 31 45
Le loto : 3 - 14 - 22 - 37 - 41
0,06 % du budget contre 12,45 % ailleurs
0.612457 de coefficient de ruissellement
Température de 06 à 12 degrés, humidité 45 à 78
02 10 2024, réunion publique à la salle des fêtes
Séances : 10 12 14 16 18 20 heures
Horaires : 08:00 10:15 12:30 14:45
Le 15 pour le Samu, le 18 pour les pompiers, le 112 partout en Europe
Le 3919 est un numéro national contre les violences
composez le 36 46 pour l’assurance maladie
le 39 49 pour l’emploi
0 800 940 939, numéro vert du 115
Le numéro 0 805 500 500 est gratuit
08 92 70 12 39, la météo surtaxée
les années 60 70 80 90 à l’honneur
de 1960 à 1990 puis de 2000 à 2020
2014 2015 2016 2017 2018 2019
Tableau : 12 15 18 22 31 44
le polygone 0.61, 0.22, 0.45, 0.78
version 06.12.45.78 du logiciel
adresse IP 192.168.10.254
serveur 10.0.31.44 en panne
le port 0612 du serveur
couleur #061245
RGB 06-12-45
La résolution A/RES/70/1 de l’ONU
budget participatif @ Toulouse
@marie tu as raison
merci @jean-luc et @sophie_d pour l’idée
@mairie @departement répondez !
le prix est de 12 € @ l’unité
Rendez-vous @ 14h place centrale
je vote pour l’idée de @paul.v
L’écriture inclusive : citoyen·ne·s, habitant·e·s
http://www.exemple.fr/contact
Consultez participer.exemple.fr pour la suite
https://exemple.fr/@maire/12345
voir www.legifrance.gouv.fr, article L. 2121-29
un arobase @ devrait suffire
Le point à la ligne
e-mail, téléphone, adresse : rien n’est obligatoire
Donnez votre adresse mail à l’accueil
Mettre un numéro de téléphone unique pour les services
Afficher le RIB de l’association sur le site
Un IBAN est un numéro de compte
demander l’IBAN aux artistes
FR76 est le début de tous les IBAN français
FR 31 est le code de la Haute-Garonne, non ?
ISO FR-31-TLS
Le compte 6574 du budget
compte 2021 de gestion, chapitre 011
chapitre 65, compte 65748
BE 68 c’est Belfort ?
DE 89 à 93 nous étions au pouvoir
CH 93 et LU 28, des modèles de tracteurs
NUTS FRJ23
numéro RNA W313004521
Licence d’entrepreneur de spectacles 2-1087654
PLATESV-R-2021-004512
agrément 031-ASS-2020
code NAF 9499Z
code INSEE 31555
Code postal 31000, c’est tout le centre
Toulouse (31000) a déjà essayé
Les habitants du 75020 et du 93100
31400 Toulouse compte trop de voitures
canton 31-12
BP est une compagnie pétrolière
Le BPJEPS est un diplôme utile
Cedex ou pas, le courrier arrive
Le CS de la fac a voté contre
le car 418 passe à 7 h
Le bus L16 ne circule plus
La salle AB 120 est libre le soir
bâtiment C, salle 204
Le lot B-112-C de la ZAC
Tri des déchets : PE-204-HD interdit
l’atelier ET 25 autres idées
Il y a 123 AN de retard, dit-on
EN 2023 ON a voté
LE 123 EST mort, vive le 124
ON EN A 300 DE PLUS
IL A 120 ANS
ÇA A 250 ANS ET ALORS
DE 100 À 200 EUROS
LA 504 DE mon père
tout le monde roule en 205 ou en R5
une 2 CV 1985
4000 M2 31 logements
1200 KG 12 personnes
300 AD 50 emplois
3500 HA 31 communes
12 WC 3 douches
220 KW 45 foyers
1500 KM 31 étapes
CM-201-EF : classe de madame Petit
Le CE1, CE2 et CM1
niveaux B1-B2
COP 21 et COP 28
le PLU-H 2019
le PCAET 2020-2026
G7, G20 et UE 27
RT 2012 puis RE 2020
le V-123-A des normes
ADN-123-45
Covid-19, H1N1, H5N8
article R. 123-45 du code
articles L123-19-1 à L123-19-7
vote : 06 pour, 12 contre, 45 abstentions
06 pour 10 personnes, 12 pour 20
résultats 06 – 12 – 45
1 rue sur 3 est sale
Sur 100 rues, 12 sont éclairées
4e avenue, New York
au bout de la 3e allée du cimetière
Quartier des 12 Avenues
Le chantier dure 18 mois, rue par rue
L’autobus dessert 24 places et squares
le train de 8 h 12 place Matabiau en tête
12 h, place de la mairie : pique-nique
à 18 h 30 rue des Arts, concert
le 3 avenue et trottoirs propres
opération du 14 au 21, rue propre
30 km/h rue de Paris, 20 en centre-ville
La cote 145, chemin des crêtes
Zone 30 avenue Foch
taux de 1,5 place par logement
2 à 3 places de vélo par entrée
la parcelle 0612 45 m²
Vers 2050, route des Alpes sans voitures
stade de 8 500 places, rue barrée
""".strip().splitlines()
